# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Double descent
#
# 4,000 digits, 15 % of their labels wrong, and networks of 2 to 1,024 hidden units, trained for 200 epochs: past the width at which they
# learn the wrong labels by heart, the error comes down again.

# %% tags=["install"]
# %pip install -q 'hanka[train,plot]'

# %% tags=["parameters"]
FOLDER = "runs/double-descent"  # called again, it goes on where it was interrupted
QUICK = True  # True leaves out what takes longest
SEEDS = None  # of each network; None for the study's own number
EPOCHS = None  # a small number to try it out
SOURCE = None  # a data set in place of the study's own

# %%
from IPython.display import Image

import hanka
from hanka.reproduce import STUDIES, Settings, reproduce

study = STUDIES["double-descent"]
result = reproduce(study, FOLDER, Settings(SEEDS, QUICK, EPOCHS), source=SOURCE)
experiment = hanka.open(f"{FOLDER}/experiment")

# %% [markdown]
# Error by width, at the end and at the best epoch.

# %%
result

# %% [markdown]
# Left the error after the last epoch: a valley, a peak, a second descent. Right what early stopping would have given.

# %%
Image(f"{FOLDER}/widths.png")

# %% [markdown]
# The whole of it, to explore: curves, verdicts, errors.

# %%
experiment
