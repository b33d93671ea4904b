"""Made-up survey files, labelled as such, whose weighted averages are the ones the documents print.

No survey file may be handed on, so the default build works on these. The March supplement for Riker (2023) is here, the
files for Daun and Riker (2021) are in `displaced`, which only those who need it import.
"""

from tradelabor.papers.riker.partner_exports import export_fractions
from tradelabor.synthetic.asec import LIGHTEST, Synthetic, asec, printed_asec, printed_people, prior_employment
from tradelabor.synthetic.draw import YEAR
from tradelabor.synthetic.targets import LEFT_OUT, Conflict

__all__ = [
    "LEFT_OUT",
    "LIGHTEST",
    "YEAR",
    "Conflict",
    "Synthetic",
    "asec",
    "export_fractions",
    "printed_asec",
    "printed_people",
    "prior_employment",
]
