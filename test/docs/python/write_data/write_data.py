import numpy as np
import pandas as pd
from sklearn.datasets import load_digits

pd.read_csv("flats.csv").to_parquet("flats.parquet")

digits = load_digits()
np.savez_compressed("digits.npz", x=digits.images[:300], y=digits.target[:300])
