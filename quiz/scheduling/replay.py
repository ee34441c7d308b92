"""From the event log to where every card stands. Pure: the same events give the same result in any order.

What is live (`live`), what a card is called now (`names`) and which weights are in force are settled first; then each
part's events are walked in replay order (`chain.py`); memory comes last, over all cards at once in NumPy (`derive`)
or for one part in plain Python (`derive_one`). Both give the same figures.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter

from quiz.model import event as kinds
from quiz.model.event import Event
from quiz.model.progress import Progress
from quiz.scheduling import fsrs
from quiz.scheduling.chain import Chain, Reschedule, details
from quiz.scheduling.states import Options
from quiz.scheduling.vector import from_starts
from quiz.scheduling.vector import memories as memories

Key = tuple[str, str]


def live(events: Iterable[Event]) -> list[Event]:
    """The events that count, in replay order.

    An event is live unless a live undo targets it; an undo names its target's id, card and part, and one whose target
    is not there waits without effect. Undos that undo each other in a circle have no effect and are left out. Of two
    contents with one id the one with the smaller canonical bytes counts.
    """
    unique: dict[str, Event] = {}
    for event in events:
        known = unique.setdefault(event.id, event)
        if known is not event and event.bytes() < known.bytes():
            unique[event.id] = event
    dead = _dead(unique)
    kept = [event for event in unique.values() if event.id not in dead] if dead else list(unique.values())
    kept.sort(key=attrgetter("at_ms", "device", "seq", "id"))
    return kept


def _dead(events: dict[str, Event]) -> set[str]:
    """The ids that a live undo targets, and those of undos in a circle."""
    target: dict[str, str] = {}
    for undo in [event for event in events.values() if event.kind == kinds.UNDO]:
        name = details(undo).get("target")
        aim = events.get(name) if isinstance(name, str) else None
        if aim is not None and (aim.card, aim.part) == (undo.card, undo.part):
            target[undo.id] = aim.id
    # An undo is settled once all that target it are; each has one target, so what is left over are circles.
    unsettled = dict.fromkeys(target, 0)
    for aim_id in target.values():
        if aim_id in unsettled:
            unsettled[aim_id] += 1
    ready = [(id, True) for id, count in unsettled.items() if not count]
    for id, _ in ready:
        del unsettled[id]
    dead: set[str] = set()
    while ready:
        id, is_live = ready.pop()
        aim_id = target[id]
        if is_live:
            dead.add(aim_id)
            if unsettled.pop(aim_id, None) is not None:
                ready.append((aim_id, False))
        elif aim_id in unsettled:
            unsettled[aim_id] -= 1
            if not unsettled[aim_id]:
                del unsettled[aim_id]
                ready.append((aim_id, True))
    return dead.union(unsettled)


def names(events: Iterable[Event]) -> dict[str, str]:
    """What each renamed card is called now, from the `alias` events among live `events` (in replay order).

    An alias moves the whole history, also what another device still adds under the old id. The last word counts: an
    id that is renamed to becomes a name in use, whatever it was renamed to before, so there are no circles.
    """
    target: dict[str, str] = {}
    for event in events:
        if event.kind == kinds.ALIAS:
            new = details(event).get("to")
            if isinstance(new, str) and new and event.card and new != event.card:
                target.pop(new, None)
                target[event.card] = new
    result = {}
    for old in target:
        new = old
        while new in target:
            new = target[new]
        result[old] = new
    return result


@dataclass(frozen=True, slots=True)
class Rules:
    """What holds for every part: the names in use, the options with the weights in force, the last reschedule."""

    names: dict[str, str]
    options: Options
    reschedule: Reschedule | None

    @classmethod
    def of(cls, events: Sequence[Event], options: Options) -> Rules:
        """The rules that live `events` set; a `weights` event of a card, or without 21 finite numbers, is ignored."""
        reschedule = None
        for event in events:
            if event.kind == kinds.WEIGHTS and not event.card:
                data = details(event)
                weights = _weights(data.get("weights"))
                if weights is None:
                    continue
                options = replace(options, weights=weights)
                if data.get("reschedule") is True:
                    reschedule = Reschedule(event, weights)
        return cls(names(events), options, reschedule)


def derive(events: Iterable[Event], options: Options) -> dict[Key, Progress]:
    """Where every part of every card stands, by (card, part). What differs in nothing from a new card is left out.

    The last live `weights` event, else `options.weights`, is in force for the whole replay. Alters nothing, needs no
    order, and takes unknown kinds and malformed data without a word.
    """
    counted = live(events)
    rules = Rules.of(counted, options)
    chains = _walk(counted, rules)
    memories = _memories(chains, rules.options.weights)
    moved = [chain for chain in chains if chain.rescheduled]
    if moved and rules.reschedule and rules.reschedule.weights != rules.options.weights:
        then = iter(_memories(moved, rules.reschedule.weights))
        plans = {id(chain): memory[1] for chain, memory in zip(moved, then, strict=True)}
    else:
        plans = {}
    result = {}
    for chain, (before, after) in zip(chains, memories, strict=True):
        progress = chain.progress(before, after, plans.get(id(chain), after))
        if chain.reps or progress != Progress(chain.card, chain.part):
            result[chain.card, chain.part] = progress
    return result


def derive_one(events: Iterable[Event], options: Options, *, card: str, part: str = "") -> Progress:
    """Where one part stands: what `derive` gives for it, without NumPy. A new card's progress where nothing counts.

    `events` are at least those whose card is `card`, one that was renamed to it (see `names`), or "" (the weights);
    undos and aliases among them. Others do no harm.
    """
    counted = live(events)
    rules = Rules.of(counted, options)
    for chain in _walk(counted, rules, only=(card, part)):
        before, after = chain.memories(rules.options.weights)
        plan = chain.memories(rules.reschedule.weights)[1] if chain.rescheduled and rules.reschedule else after
        return chain.progress(before, after, plan)
    return Progress(card, part)


def _walk(events: Iterable[Event], rules: Rules, only: Key | None = None) -> list[Chain]:
    chains: dict[Key, Chain] = {}
    renamed, options = rules.names, rules.options
    for event in events:
        key = (renamed.get(event.card, event.card), event.part)
        if only is None or key == only:
            chain = chains.get(key)
            if chain is None:
                chain = chains[key] = Chain(*key, options)
            chain.take(event)
    for chain in chains.values():
        chain.close(rules.reschedule)
    return list(chains.values())


def _weights(given: object) -> tuple[float, ...] | None:
    try:
        return fsrs.clipped([float(str(weight)) for weight in given]) if isinstance(given, list) else None
    except ValueError:
        return None


def _memories(
    chains: Sequence[Chain], weights: Sequence[float]
) -> Iterator[tuple[fsrs.Memory | None, fsrs.Memory | None]]:
    """Each chain's memory before its last review and after it."""
    import numpy as np

    lengths = np.array([len(chain.ratings) for chain in chains], dtype=np.int64)
    ratings = np.array([rating for chain in chains for rating in chain.ratings], dtype=np.int64)
    elapsed = np.array([days for chain in chains for days in chain.elapsed], dtype=np.int64)
    starts = [chain.start for chain in chains]
    stability = np.array([m.stability if m else np.nan for m in starts], dtype=np.float64)
    difficulty = np.array([m.difficulty if m else np.nan for m in starts], dtype=np.float64)
    s, d = (values.tolist() for values in from_starts(lengths, ratings, elapsed, stability, difficulty, weights))
    end = 0
    for length, start in zip(lengths.tolist(), starts, strict=True):
        end += length
        if not length:
            yield start, start
        else:
            before = fsrs.Memory(s[end - 2], d[end - 2]) if length > 1 else start
            yield before, fsrs.Memory(s[end - 1], d[end - 1])
