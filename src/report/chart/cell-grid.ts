/** One character of a picture. */
export interface Cell {
  readonly glyph: string;
  /** index of the series it belongs to */
  readonly owner: number;
  /** what is drawn over what: the higher lies on top, of equals the first */
  readonly layer: number;
}

/** A picture made of characters; row 0 is the lowest. */
export class CellGrid {
  readonly #cells: (Cell | undefined)[];

  constructor(
    readonly columnCount: number,
    readonly rowCount: number,
  ) {
    this.#cells = new Array(columnCount * rowCount);
  }

  /** Puts a cell inside the grid unless one of the same or a higher layer is there. */
  put(column: number, row: number, cell: Cell): void {
    const index = row * this.columnCount + column;
    const present = this.#cells[index];
    if (!present || present.layer < cell.layer) this.#cells[index] = cell;
  }

  /** One row as text without trailing space, each cell painted. */
  row(index: number, paint: (cell: Cell) => string): string {
    const cells = Array.from(
      { length: this.columnCount },
      (_, column) => this.#cells[index * this.columnCount + column],
    );
    const last = cells.findLastIndex((cell) => cell !== undefined);
    return cells
      .slice(0, last + 1)
      .map((cell) => (cell ? paint(cell) : " "))
      .join("");
  }
}
