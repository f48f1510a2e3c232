# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Overfit and underfit, on HIGGS
#
# TensorFlow's tutorial trains four sizes of network and three remedies on 10,000 rows of HIGGS, with one seed each. Here each has ten,
# and the differences have intervals. `QUICK` trains the three small ones with three seeds.

# %% tags=["install"]
# %pip install -q 'hanka[train,plot]'

# %% tags=["parameters"]
FOLDER = "runs/tutorial"  # called again, it goes on where it was interrupted
QUICK = True  # True leaves out what takes longest
SEEDS = None  # of each network; None for the study's own number
EPOCHS = None  # a small number to try it out
SOURCE = None  # a data set in place of the study's own

# %%
from IPython.display import Image

import hanka
from hanka.reproduce import STUDIES, Settings, reproduce

study = STUDIES["tutorial"]
result = reproduce(study, FOLDER, Settings(SEEDS, QUICK, EPOCHS), source=SOURCE)
experiment = hanka.open(f"{FOLDER}/experiment")

# %% [markdown]
# The tutorial's own numbers stand beside; it prints every hundredth epoch, and so does this table.

# %%
result

# %% [markdown]
# One seed of each, as the tutorial draws them.

# %%
Image(f"{FOLDER}/curves.png")

# %% [markdown]
# All seeds, against what the tutorial printed.

# %%
Image(f"{FOLDER}/comparison.png")

# %% [markdown]
# The whole of it, to explore: curves, verdicts, errors.

# %%
experiment
