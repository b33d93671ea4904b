"""Trade in tasks: offshoring costs, the economies of the paper, their equilibrium and the wage decomposition.

Grossman and Rossi-Hansberg (2006), "The Rise of Offshoring: It's Not Wine for Cloth Anymore".
"""

from tradelabor.papers.grossman_rossi_hansberg.tasks.decomposition import Decomposition, Response, decompose, response
from tradelabor.papers.grossman_rossi_hansberg.tasks.economy import Economy
from tradelabor.papers.grossman_rossi_hansberg.tasks.equilibrium import Equilibrium, NoEquilibrium, equilibrium
from tradelabor.papers.grossman_rossi_hansberg.tasks.sampling import RANGES, Sample, random_economies
from tradelabor.papers.grossman_rossi_hansberg.tasks.solution import at_balanced_price
from tradelabor.papers.grossman_rossi_hansberg.tasks.technology import ExponentialCost, OffshoringCost

__all__ = [
    "RANGES",
    "Decomposition",
    "Economy",
    "Equilibrium",
    "ExponentialCost",
    "NoEquilibrium",
    "OffshoringCost",
    "Response",
    "Sample",
    "at_balanced_price",
    "decompose",
    "equilibrium",
    "random_economies",
    "response",
]
