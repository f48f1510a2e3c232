"""Train every member of a group at once; yield rows as chunks of epochs finish."""

from hanka.engine._advance import advance, is_finished, prepare, start
from hanka.engine._forward import forward
from hanka.engine._network import Apply, Network
from hanka.engine._networks import network_of
from hanka.engine._plan import Group, Plan, plan
from hanka.engine._train import run, train

__all__ = [
    "Apply",
    "Group",
    "Network",
    "Plan",
    "advance",
    "forward",
    "is_finished",
    "network_of",
    "plan",
    "prepare",
    "run",
    "start",
    "train",
]
