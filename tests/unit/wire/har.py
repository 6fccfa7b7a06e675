"""HAR 1.2 by its specification: which members each object has, and of what kind."""

from datetime import datetime
from typing import Any

NUMBER = (int, float)
OBJECTS: dict[str, dict[str, Any]] = {
    "log": {"version": str, "creator": dict, "entries": list},
    "creator": {"name": str, "version": str},
    "entry": {
        "startedDateTime": str,
        "time": NUMBER,
        "request": dict,
        "response": dict,
        "cache": dict,
        "timings": dict,
    },
    "request": {
        "method": str,
        "url": str,
        "httpVersion": str,
        "cookies": list,
        "headers": list,
        "queryString": list,
        "headersSize": int,
        "bodySize": int,
    },
    "response": {
        "status": int,
        "statusText": str,
        "httpVersion": str,
        "cookies": list,
        "headers": list,
        "content": dict,
        "redirectURL": str,
        "headersSize": int,
        "bodySize": int,
    },
    "postData": {"mimeType": str, "text": str},
    "content": {"size": int, "mimeType": str, "text": str},
    "timings": {"send": NUMBER, "wait": NUMBER, "receive": NUMBER},
    "pair": {"name": str, "value": str},
}
"""Members that must be there. Further ones begin with an underscore, or are optional."""
OPTIONAL = {
    "entry": {"comment"},
    "request": {"postData"},
    "postData": {"comment"},
    "content": {"encoding", "comment"},
}


def check(har: Any) -> None:
    """Fail where a file is no HAR 1.2."""
    assert list(har) == ["log"]
    log = _object("log", har["log"])
    assert log["version"] == "1.2"
    _object("creator", log["creator"])
    for entry in log["entries"]:
        _object("entry", entry)
        assert datetime.fromisoformat(entry["startedDateTime"]).tzinfo is not None
        timings = _object("timings", entry["timings"])
        assert entry["time"] == sum(timings.values())
        request, response = entry["request"], entry["response"]
        _object("request", request)
        _object("response", response)
        _object("content", response["content"])
        if "postData" in request:
            _object("postData", request["postData"])
        assert request["url"].startswith(("http://", "https://"))
        for pair in (*request["headers"], *response["headers"], *request["queryString"]):
            _object("pair", pair)


def _object(name: str, value: Any) -> Any:
    wanted = OBJECTS[name]
    assert isinstance(value, dict), name
    assert [each for each in wanted if each not in value] == [], name
    for member, kind in wanted.items():
        assert isinstance(value[member], kind), f"{name}.{member}"
        assert not isinstance(value[member], bool), f"{name}.{member}"
    more = {each for each in value if each not in wanted and not each.startswith("_")}
    assert more <= OPTIONAL.get(name, set()), name
    return value
