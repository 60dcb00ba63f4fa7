"""Writes the four tables of real_data.py: DIR/<name>/<name>.csv.

    python make_tables.py PENGUINS.json

Three come with scikit-learn 1.9.1 (BSD-3-Clause; wine and breast cancer are UCI's, CC BY 4.0), the
fourth is data/penguins.json (CC0) of the npm package vega-datasets 3.2.1. What is changed:

- a penguin with a value missing or with sex "." is left out: 333 of 344 stay
- of the breast cancer's thirty columns the ten means are kept
- targets of regressions are in hundreds and in kilograms, so that losses are of the order of one:
  the tolerances of the comparison are absolute
"""

import csv
import json
import sys
from pathlib import Path

from sklearn import datasets

FOLDER = Path(__file__).parent


def write(name, header, rows):
    folder = FOLDER / name
    folder.mkdir(exist_ok=True)
    with open(folder / f"{name}.csv", "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def shortest(value):
    """7.0 as 7: as a person would write it."""
    return int(value) if value == int(value) else float(value)


def diabetes():
    data = datasets.load_diabetes(scaled=False)
    rows = [
        [shortest(value) for value in row] + [shortest(target) / 100]
        for row, target in zip(data.data, data.target)
    ]
    write("diabetes", [*data.feature_names, "progression_in_hundreds"], rows)


def penguins(file):
    rows = json.loads(Path(file).read_text())
    whole = [row for row in rows if None not in row.values() and row["Sex"] != "."]
    lengths = ["Beak Length (mm)", "Beak Depth (mm)", "Flipper Length (mm)"]
    keys = ["Species", "Island", *lengths, "Sex"]
    header = ["species", "island", "beak_length_mm", "beak_depth_mm", "flipper_length_mm", "sex"]
    table = [[*(row[key] for key in keys), row["Body Mass (g)"] / 1000] for row in whole]
    write("penguins", [*header, "mass_kg"], table)


def wine():
    data = datasets.load_wine()
    names = [name.replace("/", "_") for name in data.feature_names]
    rows = [
        [shortest(value) for value in row] + [str(data.target_names[target])]
        for row, target in zip(data.data, data.target)
    ]
    write("wine", [*names, "cultivar"], rows)


def breast_cancer():
    data = datasets.load_breast_cancer()
    kept = [index for index, name in enumerate(data.feature_names) if name.startswith("mean ")]
    names = [data.feature_names[index].removeprefix("mean ").replace(" ", "_") for index in kept]
    rows = [
        [shortest(row[index]) for index in kept] + [int(data.target_names[target] == "malignant")]
        for row, target in zip(data.data, data.target)
    ]
    write("breast-cancer", [*names, "malignant"], rows)


if __name__ == "__main__":
    diabetes()
    penguins(sys.argv[1])
    wine()
    breast_cancer()
