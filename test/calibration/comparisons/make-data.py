# Writes the rows of the unseen comparisons and of the coupled ones beside this file. The other CSV files
# are scikit-learn's own data sets (iris, wine, breast cancer, digits, diabetes, linnerud), make_friedman1
# and make_moons; penguins.csv is a copy of test/reference/keras/penguins/penguins.csv.
# python3 make-data.py, with scikit-learn 1.9 and NumPy 2
from pathlib import Path

import numpy as np
from sklearn import datasets

HERE = Path(__file__).parent


def write(name, inputs, target):
    columns = [f"x{i}" for i in range(inputs.shape[1])] + ["y"]
    rows = [",".join(columns)]
    for row, y in zip(inputs, target):
        last = str(int(y)) if np.issubdtype(target.dtype, np.integer) else f"{y:.6g}"
        rows.append(",".join([f"{value:.6g}" for value in row] + [last]))
    (HERE / f"{name}.csv").write_text("\n".join(rows) + "\n")


def standardized(values):
    return (values - values.mean()) / values.std()


write("quantiles", *datasets.make_gaussian_quantiles(n_samples=300, n_features=6, n_classes=3, random_state=1))
write("circles", *datasets.make_circles(n_samples=300, noise=0.12, factor=0.5, random_state=2))
write("clusters", *datasets.make_classification(
    n_samples=400, n_features=12, n_informative=6, n_classes=4, flip_y=0.05, random_state=3))
inputs, target = datasets.make_friedman2(n_samples=48, noise=60, random_state=4)
write("friedman2small", inputs, standardized(target))
inputs, target = datasets.make_friedman3(n_samples=300, noise=0.1, random_state=5)
write("friedman3", inputs, standardized(target))
points, position = datasets.make_s_curve(n_samples=300, noise=0.1, random_state=6)
write("scurve", points, standardized(position))
