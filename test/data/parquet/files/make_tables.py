# Writes the tables beside it with pyarrow; what they hold is written out in ../parquet.test.ts.
from datetime import date, datetime
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq

ROWS = 12
table = pa.table(
    {
        "size": pa.array([30.5 + n for n in range(ROWS)], pa.float64()),
        "rooms": pa.array([n % 4 for n in range(ROWS)], pa.int64()),
        "town": pa.array([["Ulm", "Bonn", "Köln"][n % 3] for n in range(ROWS)]),
        "new": pa.array([n % 2 == 0 for n in range(ROWS)]),
        "price": pa.array([n / 8 for n in range(ROWS)], pa.float32()),
    }
)
for codec in ["none", "snappy", "gzip", "brotli", "zstd", "lz4"]:
    pq.write_table(table, f"{codec}.parquet", compression=codec, row_group_size=5)
for version in ["1.0", "2.0"]:
    for words in [True, False]:
        name = f"pages-{version[0]}-{'words' if words else 'plain'}.parquet"
        pq.write_table(table, name, data_page_version=version, use_dictionary=words,
                       data_page_size=32, write_page_checksum=True,
                       compression="snappy" if words else "none")
pq.write_table(table, "encodings.parquet", use_dictionary=False, column_encoding={
    "size": "BYTE_STREAM_SPLIT", "rooms": "DELTA_BINARY_PACKED", "town": "DELTA_BYTE_ARRAY",
    "new": "RLE", "price": "PLAIN"}, data_page_version="2.0")
pq.write_table(table, "lengths.parquet", use_dictionary=False, column_encoding={
    "size": "PLAIN", "rooms": "PLAIN", "town": "DELTA_LENGTH_BYTE_ARRAY",
    "new": "PLAIN", "price": "BYTE_STREAM_SPLIT"})
pq.write_table(pa.table({
    "x": pa.array([1.5, None, 3.5, float("nan")]),
    "n": pa.array([1, 2, None, 4]),
    "t": pa.array(["a", None, "b", "a"]),
    "y": pa.array([1.0, 2.0, 3.0, 4.0]),
}), "gaps.parquet")
pq.write_table(pa.table({
    "i8": pa.array([-128, 127], pa.int8()), "u8": pa.array([0, 255], pa.uint8()),
    "i16": pa.array([-32768, 32767], pa.int16()), "u16": pa.array([0, 65535], pa.uint16()),
    "i32": pa.array([-2**31, 2**31 - 1], pa.int32()), "u32": pa.array([0, 2**32 - 1], pa.uint32()),
    "i64": pa.array([-2**53, 2**53], pa.int64()), "u64": pa.array([0, 2**53], pa.uint64()),
    "f16": pa.array([-1.5, 65504.0], pa.float16()),
    "d32": pa.array([Decimal("-0.3"), Decimal("12345.6")], pa.decimal128(7, 1)),
    "d128": pa.array([Decimal("0.0000003"), Decimal("-7")], pa.decimal128(30, 10)),
    "flag": pa.array([True, False]),
    "kind": pa.array(["b", "a"]).dictionary_encode(),
    "y": pa.array([0.0, 1.0]),
}), "types.parquet", store_schema=False)
pq.write_table(pa.table({"x": pa.array([1, 2**53 + 1]), "y": pa.array([0.0, 1.0])}),
               "large.parquet")
pq.write_table(pa.table({"x": pa.array([Decimal("0.1234567890123456789"), Decimal("1")],
                                       pa.decimal128(25, 19)), "y": pa.array([0.0, 1.0])}),
               "digits.parquet")
pq.write_table(pa.table({
    "x": pa.array([1.0, 2.0]),
    "day": pa.array([date(2020, 1, 1)] * 2), "time": pa.array([datetime(2020, 1, 1)] * 2),
    "list": pa.array([[1.0], [2.0]]), "struct": pa.array([{"a": 1}, {"a": 2}]),
    "bytes": pa.array([b"a", b"b"]), "nothing": pa.array([None, None]),
    "y": pa.array([0.0, 1.0]),
}), "others.parquet")
