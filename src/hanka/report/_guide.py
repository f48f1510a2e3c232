"""How to read the curves, for someone who sees them for the first time."""

from __future__ import annotations

from hanka.messages import gettext as _
from hanka.report._html import Html, both, tag

__all__ = ["guide"]


def guide() -> Html:
    """A short list; `docs/curves.md` and `docs/diagnosis.md` say more."""
    texts = (
        lambda: _(
            "Solid is what the network does on examples it learns from, dashed on others that it has never "
            "seen. Only the dashed curve tells how well it generalises."
        ),
        lambda: _(
            "○ Underfitting: the dashed loss still falls; as many epochs again would lower it by at least 2%."
        ),
        lambda: _("★ Good fit: the dashed loss has come down and stays there."),
        lambda: _(
            "▲ Overfitting: at its end the dashed loss lies above its lowest point by at least 5%, because "
            "the network goes on learning its own examples by heart."
        ),
        lambda: _(
            "The zones show where on the way this happens. Best are the epochs that are not shown to be "
            "worse than the lowest point by more than 5%; where they have not been reached, the drawing "
            "says so."
        ),
        lambda: _(
            "The percentage beside a verdict is how sure it is: of verdicts with 80%, four in five are "
            "right. Undecided is an answer too; what would settle it stands beside it."
        ),
        lambda: _(
            "The bar in a chart holds the truly best epoch with a probability of 90%. "
            "The lowest point alone is the luckiest, and flatters."
        ),
        lambda: _(
            "Loss and accuracy can disagree: a network that grows too sure of its mistakes worsens its loss "
            "and keeps its accuracy. Look at both."
        ),
        lambda: _(
            "A band reaches from the lowest to the highest of several seeds; in the figure of sizes it is "
            "Student's interval of their mean (95%)."
        ),
    )
    return tag("ul", *(tag("li", both(text)) for text in texts), class_="guide")
