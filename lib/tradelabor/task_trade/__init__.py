"""Trade in tasks: offshoring costs, the economies of the paper, their equilibrium and the wage decomposition.

Grossman and Rossi-Hansberg (2006), "The Rise of Offshoring: It's Not Wine for Cloth Anymore".
"""

from tradelabor.task_trade.decomposition import Decomposition, Response, decompose, response
from tradelabor.task_trade.economy import Economy
from tradelabor.task_trade.equilibrium import Equilibrium, NoEquilibrium, equilibrium
from tradelabor.task_trade.sampling import RANGES, Sample, random_economies
from tradelabor.task_trade.solution import at_balanced_price
from tradelabor.task_trade.technology import ExponentialCost, OffshoringCost

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
