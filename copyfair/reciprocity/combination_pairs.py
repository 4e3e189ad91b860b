"""Two licences and how they are combined: may a component under the one go out in a project under the other?

Each side makes its demand; the worst one holds. Another licence that a text allows instead is
another way, and the best way holds. What is in no data is `Fit.UNKNOWN`, never compatible.
"""

import msgspec

from copyfair.licensing.combining import BridgeOf, Covers
from copyfair.licensing.expression import Term
from copyfair.reciprocity.combination_matrix import Answer, ask
from copyfair.reciprocity.combination_model import Cited, Finding, Fit, How, best, worst
from copyfair.reciprocity.combination_terms import (
    Span,
    Terms,
    holds,
    more_than_notices,
    network_duties,
    rough_terms,
    suits,
    terms_of,
)
from copyfair.reciprocity.requirements import implies
from copyfair.reciprocity.rules import Rulebook
from copyfair.reciprocity.worlds import Known

__all__ = ["Bench"]

_WHOLE = (Covers.WHOLE, Covers.ADAPTATIONS, Covers.USES)
"""Licences that ask something of the work around the component."""

_APART = (
    "Pass it on beside the project, as a separate and marked component under its own licence, if that is what it is; "
    "else replace it or ask its licensor for other terms."
)
_CLASH = {
    Covers.ITSELF: "The component goes out under {theirs} alone, so it is no part of a work under {ours}.",
    Covers.ADAPTATIONS: "What is adapted from it has to be under {theirs}, and the project is under {ours}.",
    Covers.WHOLE: "The whole work has to be under {theirs}, and the project is under {ours}.",
    Covers.USES: "What is made or run with it has to be published under {theirs} or more freely, which {ours} is not.",
    Covers.UNCHANGED: "A work that it is built into is made from it, and {theirs} lets nothing made from it out.",
    Covers.KEPT: "{theirs} lets no copies out.",
}


class Bench(msgspec.Struct, frozen=True):
    """Where two licences are held against each other.

    Attributes:
        known: facts about the use and the component, and the day.
        recipient: facts about the component alone, since nobody knows who will get it.
        book: the licences.
    """

    known: Known
    recipient: Known
    book: Rulebook

    def judge(self, project: Term, component: Term, how: How) -> Finding:
        """What holds for a component's licence in a project under another."""
        if (project.license, project.exception) == (component.license, component.exception):
            return Finding(fit=Fit.COMPATIBLE, says=f"Both are under {project.license}.")
        if how is How.UNKNOWN:
            return _unless_apart(self.judge(project, component, How.LINKED))
        theirs = terms_of(component, self.recipient, self.book)
        if how is not How.LINKED and (theirs is None or theirs.covers is not Covers.USES):
            alone = theirs or rough_terms(component, self.book)
            apart = self._apart(alone, how) if alone else _no_data(component)
            # Where it is open whether it counts as apart, one work may be allowed all the same.
            return apart if apart.fit is not Fit.POSSIBLE else best([self.judge(project, component, How.LINKED), apart])
        ours = terms_of(project, self.recipient, self.book)
        if not (ours and ours.reciprocal) and not (theirs and theirs.reciprocal):
            return self._ordinary(project, component, ours, theirs)
        if ours is None or theirs is None:
            return _no_data(project if ours is None else component)
        return _eased(best([self._one_work(ours, theirs), *self._other_ways(ours, theirs)]), ours, theirs)

    # ------------------------------------------------------------------ one work, by the clauses of both sides

    def _one_work(self, ours: Terms, theirs: Terms) -> Finding:
        demands = [finding for finding in (self._inbound(ours, theirs), self._outbound(ours, theirs)) if finding]
        if demands:
            return _joined(demands)
        if theirs.covers is not Covers.NOTHING:
            return _private(theirs)
        says = f"{theirs.term} asks nothing of the rest of the work; keep its notices."
        return Finding(fit=Fit.COMPATIBLE, says=says, because=(theirs.cited,))

    def _inbound(self, ours: Terms, theirs: Terms) -> Finding | None:
        """What the component's licence asks of the work it becomes part of."""
        if theirs.covers is Covers.NOTHING:
            return None
        if theirs.covers is Covers.FILES:
            return self._keeps_its_files(ours, theirs)
        closed = (theirs.closed,) if theirs.closed and ours.limits else ()
        says = _CLASH[theirs.covers].format(theirs=theirs.term, ours=ours.term)
        return self._demand(theirs, says, (theirs.cited, *closed, ours.limits or ours.cited))

    def _keeps_its_files(self, ours: Terms, theirs: Terms) -> Finding | None:
        if theirs.reciprocal and ours.covers in _WHOLE:
            says = f"{ours.term} wants the whole work under itself, and {theirs.term} keeps its part."
            return self._demand(theirs, says, (theirs.cited, ours.cited))
        if holds(theirs.when, self.known)[0] is False:
            return None
        return Finding(
            fit=Fit.CONDITIONS,
            says=f"The component stays under {theirs.term}; the rest of the work may be under {ours.term}.",
            because=(theirs.cited,),
            todo="Keep the component and changes to it recognisable and under its licence.",
        )

    def _outbound(self, ours: Terms, theirs: Terms) -> Finding | None:
        """What the project's licence asks of the parts of the work."""
        limits = theirs.limits if not implies(ours.required, theirs.required) else None
        extra = limits or more_than_notices(theirs)
        whole = ours.covers in _WHOLE and holds(ours.when, self.known)[0] is not False
        if extra and whole and ours.closed:
            says = f"{ours.term} lets no further restrictions into the work, and {theirs.term} brings some."
            found = self._demand(ours, says, (extra, ours.cited, ours.closed))
            return found if limits or found is None else _at_most_possible(found)
        if not limits:
            return None
        if whole or (ours.covers is Covers.FILES and ours.closed):
            says = (
                f"{theirs.term} shuts some users or uses out; that {ours.term} lets that into the work is not certain."
            )
            return Finding(fit=Fit.POSSIBLE, says=says, because=(limits, ours.closed or ours.cited), todo=_APART)
        return Finding(
            fit=Fit.CONDITIONS,
            says=f"Whoever uses the whole has to meet the conditions of {theirs.term} too; "
            f"{ours.term} alone does not tell what they may do.",
            because=(limits, ours.limits or ours.cited),
            todo="Say so beside the project's licence.",
        )

    def _demand(self, side: Terms, says: str, because: tuple[Cited, ...]) -> Finding | None:
        """A demand that cannot be met, as far as the use triggers it; None where it does not."""
        fires, missing = holds(side.when, self.known)
        if fires is False:
            return None
        fit = Fit.CONFLICT if fires and not side.disputed else Fit.POSSIBLE
        return Finding(fit=fit, says=says, because=because, todo=_APART, missing=missing)

    # ------------------------------------------------------------------ licences that a text allows instead

    def _other_ways(self, ours: Terms, theirs: Terms) -> list[Finding]:
        found = [self._cross(span, ours, theirs) for span in theirs.bridges]
        found += [self._open_to(span, theirs.term, (theirs.cited,)) for span in ours.bridges]
        return [finding for finding in found if finding is not None]

    def _cross(self, span: Span, ours: Terms, theirs: Terms) -> Finding | None:
        if span.of is BridgeOf.WHOLE:
            return self._open_to(span, ours.term, (ours.cited,))
        fires, missing = holds(span.when, self.known)
        if fires is False:
            return None
        beyond = best([self.judge(ours.term, Term(name), How.LINKED) for name in span.to] or [_BEYOND])
        if beyond.fit is Fit.CONFLICT:
            return None
        because = (span.cited, *(beyond.because or (ours.cited,)))
        says = f"{span.cited.says} {beyond.says}".strip()
        if fires is None:
            instead = (theirs.cited, *because)
            return Finding(fit=Fit.POSSIBLE, says=says, because=instead, todo=_APART, missing=missing)
        fit = Fit.CONDITIONS if beyond.fit.fine else beyond.fit
        return Finding(fit=fit, says=says, because=because, todo=beyond.todo or f"Take it under {span.to[0]}.")

    def _open_to(self, span: Span, other: Term, because: tuple[Cited, ...]) -> Finding | None:
        """The work may be put under the licence of the other side, if the bridge leads there."""
        fires, missing = holds(span.when, self.known)
        if span.of is not BridgeOf.WHOLE or not suits(span, other.license) or fires is False:
            return None
        fit = Fit.CONDITIONS if fires else Fit.POSSIBLE
        todo = f"Keep to the terms of {other} for the work as a whole."
        return Finding(fit=fit, says=span.cited.says, because=(span.cited, *because), todo=todo, missing=missing)

    # ------------------------------------------------------------------ licences that restrict nobody

    def _ordinary(self, project: Term, component: Term, ours: Terms | None, theirs: Terms | None) -> Finding:
        """By their own clauses where these suffice, else by the matrix."""
        if ours and theirs:
            if ours.covers is Covers.NOTHING or ours.covers is theirs.covers is Covers.FILES:
                return _eased(self._one_work(ours, theirs), ours, theirs)
            ways = self._other_ways(ours, theirs)
            if ways:
                return best(ways)
        return self._by_matrix(project, component, ours, theirs)

    def _by_matrix(self, project: Term, component: Term, ours: Terms | None, theirs: Terms | None) -> Finding:
        answer = ask(project, component)
        fit, says, todo = _MATRIX[answer]
        says = says.format(pair=f"{component} in a work under {project}")
        cited = tuple(side.cited for side in (theirs, ours) if side is not None)
        foreign = next((term for term in (component, project) if self.book.rules(term) is None), None)
        if foreign and fit is Fit.UNKNOWN:
            return _no_data(foreign)
        found = Finding(fit=fit, says=says, because=cited, todo=todo)
        if answer is not Answer.NO:
            return found
        binding = next((side for side in (theirs, ours) if side and side.covers is not Covers.NOTHING), None)
        if binding is not None:
            return self._demand(binding, says, cited) or _private(binding)
        weak = rough_terms(component, self.book)  # the matrix asks for one licence over all, which such a one may not
        passed_on = self.known.value("distributes")
        missing = ("distributes",) if passed_on is None else ()
        sure = passed_on and not (weak and weak.covers is Covers.FILES)
        return found if sure else msgspec.structs.replace(found, fit=Fit.POSSIBLE, missing=missing)

    # ------------------------------------------------------------------ no one work

    def _apart(self, theirs: Terms, how: How) -> Finding:
        """A tool, a service, or a separate work that lies beside the project."""
        if how is How.TOOL:
            return Finding(fit=Fit.COMPATIBLE, says="It is only used to make the project; nothing of it goes out.")
        if how is How.SERVICE:
            return self._service(theirs)
        triggered = holds(theirs.when, self.known)[0] is not False
        if theirs.covers is Covers.KEPT and triggered:
            return self._demand(theirs, f"{theirs.term} lets no copies out.", (theirs.cited,)) or _private(theirs)
        if theirs.covers is Covers.WHOLE and triggered and not theirs.aggregate:
            says = f"{theirs.term} does not say that it may lie beside separate works."
            todo = "Read how far its text reaches."
            return Finding(fit=Fit.POSSIBLE, says=says, because=(theirs.cited,), todo=todo)
        return _beside(theirs)

    def _service(self, theirs: Terms) -> Finding:
        says = "It runs apart from the project and is called over a network; the two are no one work."
        asked = network_duties(theirs, self.known)
        if not asked:
            return Finding(fit=Fit.COMPATIBLE, says=says)
        todo = "Keep to what it asks of whoever offers it over a network."
        return Finding(fit=Fit.CONDITIONS, says=says, because=asked, todo=todo)


_MATRIX = {
    Answer.YES: (Fit.COMPATIBLE, "OSADL's matrix allows {pair}.", ""),
    Answer.NO: (Fit.CONFLICT, "OSADL's matrix does not allow {pair}.", _APART),
    Answer.DEPENDS: (
        Fit.POSSIBLE,
        "OSADL's matrix allows {pair} under conditions of its own.",
        "Read what both licences say about each other.",
    ),
    Answer.UNKNOWN: (
        Fit.UNKNOWN,
        "OSADL's matrix does not say whether it allows {pair}.",
        "Read both licences, or ask somebody who knows them.",
    ),
    Answer.ABSENT: (
        Fit.UNKNOWN,
        "OSADL's matrix of ordinary licences is not installed; it may tell about {pair}.",
        "Install it: python -m pip install 'copyfair[osadl]'.",
    ),
}
_BEYOND = Finding(
    fit=Fit.UNKNOWN, says="", todo="Look up which licence that is, and record it as the component's license."
)


def _joined(demands: list[Finding]) -> Finding:
    """The worst demand, with the clauses of every other that is as bad."""
    lead = worst(demands)
    because = dict.fromkeys(cited for found in demands if found.fit is lead.fit for cited in found.because)
    return msgspec.structs.replace(lead, because=tuple(because))


def _unless_apart(linked: Finding) -> Finding:
    """How the two are combined is not known: nothing worse than one work can come of it."""
    if linked.fit is not Fit.CONFLICT:
        return linked
    todo = f"Record how it is combined as [[combination]] in copyfair.toml. As one work: {linked.todo}"
    return msgspec.structs.replace(linked, fit=Fit.POSSIBLE, says=f"If they are one work: {linked.says}", todo=todo)


def _no_data(term: Term) -> Finding:
    says = f"What {term} says about being combined is in no data that copyfair has."
    return Finding(fit=Fit.UNKNOWN, says=says, todo="Read its text.")


def _eased(finding: Finding, ours: Terms, theirs: Terms) -> Finding:
    """An exception after WITH only gives more, but what it gives here nobody has read."""
    exceptions = [side.term.exception for side in (ours, theirs) if side.term.exception]
    if finding.fit is not Fit.CONFLICT or not exceptions:
        return finding
    todo = f"Read what {' and '.join(exceptions)} allows; it may be just this."
    return msgspec.structs.replace(finding, fit=Fit.POSSIBLE, todo=todo)


def _at_most_possible(finding: Finding) -> Finding:
    return msgspec.structs.replace(finding, fit=Fit.POSSIBLE) if finding.fit is Fit.CONFLICT else finding


def _private(theirs: Terms) -> Finding:
    says = f"As described, the use does not trigger what {theirs.term} asks of the rest of the work."
    return Finding(fit=Fit.COMPATIBLE, says=says, because=(theirs.cited,))


def _beside(theirs: Terms) -> Finding:
    """A separate work, each under its own licence."""
    says = f"Each keeps its own licence: the component goes out under {theirs.term} alone."
    if theirs.covers is Covers.NOTHING and not theirs.limits:
        return Finding(fit=Fit.COMPATIBLE, says=says, because=(theirs.cited,))
    cited = theirs.cited
    if theirs.aggregate:
        says_so = "It may lie beside other works, which it does not reach."
        cited = Cited(license=cited.license, clause=theirs.aggregate, says=says_so)
    because = [cited] if cited.clause else []
    because += [theirs.limits] if theirs.limits else []
    todo = "Mark it as a separate component, and pass its licence on with it."
    return Finding(fit=Fit.CONDITIONS, says=says, because=tuple(because), todo=todo)
