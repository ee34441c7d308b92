"""Schema 11 of Anki's collections, which every Anki since 2.1 reads; and what one row of the log looks like there."""

from __future__ import annotations

import json
from typing import Any

TABLES = """
CREATE TABLE col (
    id integer PRIMARY KEY, crt integer NOT NULL, mod integer NOT NULL, scm integer NOT NULL, ver integer NOT NULL,
    dty integer NOT NULL, usn integer NOT NULL, ls integer NOT NULL, conf text NOT NULL, models text NOT NULL,
    decks text NOT NULL, dconf text NOT NULL, tags text NOT NULL
);
CREATE TABLE notes (
    id integer PRIMARY KEY, guid text NOT NULL, mid integer NOT NULL, mod integer NOT NULL, usn integer NOT NULL,
    tags text NOT NULL, flds text NOT NULL, sfld integer NOT NULL, csum integer NOT NULL, flags integer NOT NULL,
    data text NOT NULL
);
CREATE TABLE cards (
    id integer PRIMARY KEY, nid integer NOT NULL, did integer NOT NULL, ord integer NOT NULL, mod integer NOT NULL,
    usn integer NOT NULL, type integer NOT NULL, queue integer NOT NULL, due integer NOT NULL, ivl integer NOT NULL,
    factor integer NOT NULL, reps integer NOT NULL, lapses integer NOT NULL, left integer NOT NULL,
    odue integer NOT NULL, odid integer NOT NULL, flags integer NOT NULL, data text NOT NULL
);
CREATE TABLE revlog (
    id integer PRIMARY KEY, cid integer NOT NULL, usn integer NOT NULL, ease integer NOT NULL, ivl integer NOT NULL,
    lastIvl integer NOT NULL, factor integer NOT NULL, time integer NOT NULL, type integer NOT NULL
);
CREATE TABLE graves (usn integer NOT NULL, oid integer NOT NULL, type integer NOT NULL);
"""
INDEXES = """
CREATE INDEX ix_notes_usn ON notes (usn);
CREATE INDEX ix_cards_usn ON cards (usn);
CREATE INDEX ix_revlog_usn ON revlog (usn);
CREATE INDEX ix_cards_nid ON cards (nid);
CREATE INDEX ix_cards_sched ON cards (did, queue, due);
CREATE INDEX ix_revlog_cid ON revlog (cid);
CREATE INDEX ix_notes_csum ON notes (csum);
"""


def deck(identity: int, name: str, seconds: int, config: int) -> dict[str, Any]:
    return {
        "id": identity, "name": name, "mod": seconds, "usn": -1, "desc": "", "dyn": 0, "conf": config,
        "collapsed": False, "browserCollapsed": False, "extendNew": 0, "extendRev": 0, "newToday": [0, 0],
        "revToday": [0, 0], "lrnToday": [0, 0], "timeToday": [0, 0],
    }  # fmt: skip


def options(identity: int, name: str, seconds: int, **more: Any) -> dict[str, Any]:
    """A deck's options; `more` are FSRS's: `fsrsParams6`, `desiredRetention`."""
    steps = {"learn": more.pop("learn"), "relearn": more.pop("relearn")}
    most = more.pop("most")
    return {
        "id": identity, "name": name, "mod": seconds, "usn": -1, "maxTaken": 60, "autoplay": True, "timer": 0,
        "replayq": True, "dyn": False,
        "new": {"bury": False, "delays": steps["learn"], "initialFactor": 2500, "ints": [1, 4, 0], "order": 1,
                "perDay": 20},
        "rev": {"bury": False, "ease4": 1.3, "ivlFct": 1, "maxIvl": most, "perDay": 200, "hardFactor": 1.2},
        "lapse": {"delays": steps["relearn"], "leechAction": 1, "leechFails": 8, "minInt": 1, "mult": 0},
        **more,
    }  # fmt: skip


def conf(next_position: int, model: int, offset_minutes: int, rollover: int) -> str:
    """The collection's settings: the third scheduler, whose ratings are 1 to 4, and FSRS."""
    return json.dumps({
        "schedVer": 2, "sched2021": True, "fsrs": True, "rollover": rollover, "creationOffset": -offset_minutes,
        "localOffset": -offset_minutes, "nextPos": next_position, "curModel": model, "curDeck": 1, "activeDecks": [1],
        "estTimes": True, "dueCounts": True, "newSpread": 0, "collapseTime": 1200, "timeLim": 0, "sortType": "noteFld",
        "sortBackwards": False, "addToCur": True, "dayLearnFirst": False,
    })  # fmt: skip
