"""Logit from cells: odds ratios, standard errors robust to heteroskedasticity, Wald tests, and what is left out.

Daun and Riker (2021), section 2, equation (logit): p = exp(xb)/(1 + exp(xb)), x indicators of traits, states and
years; their tables print exp(b).
"""

from tradelabor.logit.design import Dropped
from tradelabor.logit.estimation import fit
from tradelabor.logit.results import STAR_NOTE, Fit, Wald, side_by_side
from tradelabor.logit.separation import SeparationError

__all__ = ["STAR_NOTE", "Dropped", "Fit", "SeparationError", "Wald", "fit", "side_by_side"]
