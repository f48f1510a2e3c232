# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # The lecture's networks on MNIST
#
# 60,000 handwritten digits to learn from, 10,000 to validate on; one hidden layer of 128 units, then of 400, 4,000 and 40,000;
# 20 epochs. The widest takes more than an hour on two cores, and is left out where `QUICK` is True.

# %% tags=["install"]
# %pip install -q 'hanka[train,plot]'

# %% tags=["parameters"]
FOLDER = "runs/lecture"  # called again, it goes on where it was interrupted
QUICK = True  # True leaves out what takes longest
SEEDS = None  # of each network; None for the study's own number
EPOCHS = None  # a small number to try it out
SOURCE = None  # a data set in place of the study's own

# %%
from IPython.display import Image

import hanka
from hanka.reproduce import STUDIES, Settings, reproduce

study = STUDIES["lecture"]
result = reproduce(study, FOLDER, Settings(SEEDS, QUICK, EPOCHS), source=SOURCE)
experiment = hanka.open(f"{FOLDER}/experiment")

# %% [markdown]
# The lecture printed a validation accuracy of 0.983 for each of the three widths.

# %%
result

# %% [markdown]
# Four digits that the network of 128 units has not learnt from, with ten numbers each: how probable it finds each class.

# %%
Image(f"{FOLDER}/digits.png")

# %% [markdown]
# Its 128 × 10 weights from the hidden units to the ten outputs.

# %%
Image(f"{FOLDER}/weights.png")

# %% [markdown]
# Its learning curves, and where it underfits (学習不足), does best (最善) and overfits (過学習). Loss and accuracy can disagree.

# %%
Image(f"{FOLDER}/curve.png")

# %% [markdown]
# A hundred times as many units: the training curve goes to the top, the validation curve hardly moves.

# %%
Image(f"{FOLDER}/widths.png")

# %% [markdown]
# The whole of it, to explore: curves, verdicts, errors.

# %%
experiment
