# What is run here is what .ci/run runs. `just` alone: lint, types, test.

default: lint types test

# Formatting, style, and the direction of the imports
lint:
    python -m ruff check
    python -m ruff format --check
    lint-imports

types:
    python -m mypy

test:
    python -m pytest

# The tests that take minutes
slow:
    python -m pytest -m slow

# The tests in a real browser: the system's Chromium (CHROMIUM names another)
browser:
    python -m pytest -m "browser and not slow" --dist=worksteal

# Check the front end's types and bundle it into the package; needs Node
web:
    cd web && npm ci --no-audit --no-fund && npm run types && npm run build

# The benchmarks are run by hand: bench/README.md
bench:
    python bench/overhead.py

docs:
    python -m sphinx -W -b html docs docs/_build/html

demo:
    hanka demo

# The notebooks as Colab and Jupyter open them, from their sources
notebooks:
    jupytext --quiet --to ipynb notebooks/*.py

# Extract the messages, take them into the Japanese catalogue, compile it
messages:
    python -c "import os; os.makedirs('build', exist_ok=True)"
    pybabel -q extract -F babel.cfg --no-location --sort-output -o build/hanka.pot src web/src
    pybabel -q update -D hanka -i build/hanka.pot -d src/hanka/locale -l ja --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date -w 110
    pybabel compile -D hanka -d src/hanka/locale
    python scripts/web_messages.py
