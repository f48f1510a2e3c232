# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # The lecture's techniques against overfitting
#
# 128 units on 5,000 digits, 50 epochs: dropout, L1, L2, Elastic Net, early stopping, augmentation and more data, each against the plain
# network, seed by seed.

# %% tags=["install"]
# %pip install -q 'hanka[train,plot]'

# %% tags=["parameters"]
FOLDER = "runs/techniques"  # called again, it goes on where it was interrupted
QUICK = True  # True leaves out what takes longest
SEEDS = None  # of each network; None for the study's own number
EPOCHS = None  # a small number to try it out
SOURCE = None  # a data set in place of the study's own

# %%
from IPython.display import Image

import hanka
from hanka.reproduce import STUDIES, Settings, reproduce

study = STUDIES["techniques"]
result = reproduce(study, FOLDER, Settings(SEEDS, QUICK, EPOCHS), source=SOURCE)
experiment = hanka.open(f"{FOLDER}/experiment")

# %% [markdown]
# Means over the seeds, and the differences from the plain network with their intervals (95 %).

# %%
result

# %% [markdown]
# What is shown to be better is blue, what is worse is red.

# %%
Image(f"{FOLDER}/techniques.png")

# %% [markdown]
# The whole of it, to explore: curves, verdicts, errors.

# %%
experiment
