"""Reports fetched from a site of this machine: politely, whole, once, and with where they are from."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from indexer.collecting import fetching
from indexer.collecting.collector import STATE_FILE, Collected, Outcome, collect
from indexer.collecting.fetching import PoliteClient
from indexer.collecting.listings import ListingUnreadable, read_listing
from indexer.collecting.plan import Kind, Listed, read_plan
from indexer.errors import CorpusError
from indexer.reading.corpus import list_corpus
from indexer.reading.sources import SOURCES_FILE, read_sources
from search_app.command.main import main
from tests.indexer.collecting.site import Answer, Site, served

NOW = datetime(2026, 11, 2, 10, tzinfo=UTC)
LETTER = b"# Report of Short Quality Screening (SQS) of youth offending work in Ashmere\n\n1.1 Plans were good.\n"
PDF = b"%PDF-1.7\n" + b"0123456789" * 50


@pytest.fixture
def site() -> Iterator[Site]:
    with served() as up:
        yield up


class Collector:
    """Runs of one plan into one folder; `slept` are the pauses that a client would have made."""

    def __init__(self, folder: Path, site: Site) -> None:
        self.folder, self.site, self.file = folder / "reports", site, folder / "sources.toml"
        self.slept: list[float] = []
        self.now = NOW

    def run(self, plan: str, *, dry_run: bool = False) -> list[Collected]:
        top, _, rest = plan.partition("[[")
        self.file.write_text(
            (top if "delay_seconds" in top else f"delay_seconds = 0\n{top}")
            + f"[[{rest}".replace("SITE", self.site.address),
            encoding="utf-8",
        )
        clock = iter(range(10_000))
        with PoliteClient(read_plan(self.file), sleep=self.slept.append, clock=lambda: next(clock) / 1000) as client:
            return list(collect(read_plan(self.file), self.folder, client, dry_run=dry_run, now=lambda: self.now))

    def refusal(self, plan: str) -> str:
        (only,) = self.run(plan)
        assert only.outcome is Outcome.REFUSED
        return only.message


@pytest.fixture
def collector(tmp_path: Path, site: Site) -> Collector:
    return Collector(tmp_path, site)


ONE = '[[source]]\nurls = ["SITE/a.md"]\nlicence = "OGL 3.0"'


def test_an_address_becomes_a_file_with_its_source(collector: Collector, site: Site) -> None:
    site.paths["/a.md"] = Answer(LETTER)
    assert collector.run(ONE) == [Collected(f"{site.address}/a.md", Outcome.NEW, "a.md")]
    assert (collector.folder / "a.md").read_bytes() == LETTER
    source = read_sources(collector.folder).by_file["a.md"]
    assert (source.url, source.licence, source.fetched) == (f"{site.address}/a.md", "OGL 3.0", NOW.isoformat())
    assert [file.sha256 for file in list_corpus(collector.folder)] == [source.sha256]


def test_what_has_not_changed_is_not_sent_again(collector: Collector, site: Site) -> None:
    site.paths["/a.md"] = Answer(LETTER, headers={"ETag": '"1"'})
    collector.run(ONE)
    before = (collector.folder / SOURCES_FILE).read_bytes()
    collector.now = NOW.replace(year=2027)
    (again,) = collector.run(ONE)
    assert again.outcome is Outcome.UNCHANGED
    assert site.asked[-1][1]["if-none-match"] == '"1"'
    assert (collector.folder / SOURCES_FILE).read_bytes() == before
    site.paths["/a.md"] = Answer(LETTER + b"More.", headers={"ETag": '"2"'})
    (changed,) = collector.run(ONE)
    assert (changed.outcome, changed.file) == (Outcome.CHANGED, "a.md")
    assert read_sources(collector.folder).by_file["a.md"].fetched == collector.now.isoformat()


def test_a_file_that_was_removed_is_fetched_again(collector: Collector, site: Site) -> None:
    site.paths["/a.md"] = Answer(LETTER, headers={"ETag": '"1"'})
    collector.run(ONE)
    (collector.folder / "a.md").unlink()
    (again,) = collector.run(ONE)
    assert again.outcome is Outcome.NEW
    assert (collector.folder / again.file).read_bytes() == LETTER


def test_what_a_person_wrote_into_the_list_stays(collector: Collector, site: Site) -> None:
    site.paths["/a.md"] = Answer(LETTER)
    collector.run(ONE)
    path = collector.folder / SOURCES_FILE
    path.write_text(path.read_text(encoding="utf-8").replace("OGL 3.0", "By permission"), encoding="utf-8")
    site.paths["/a.md"] = Answer(LETTER + b"More.")
    collector.run(ONE)
    assert read_sources(collector.folder).by_file["a.md"].licence == "By permission"


def test_a_page_of_links_a_feed_and_a_sitemap_list_reports(collector: Collector, site: Site) -> None:
    for name in "abcd":
        site.paths[f"/{name}.pdf"] = Answer(PDF + name.encode())
    site.paths["/list"] = Answer(b'<p><a href="a.pdf"> The  report of A </a><a href="about">About</a><a href="#top">')
    site.paths["/feed"] = Answer(
        b'<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>B</title><published>2016-11-02T09:00:00Z</published>'
        b'<link href="/b"/><link rel="enclosure" href="/b.pdf"/></entry></feed>'
    )
    index = '<sitemapindex xmlns="x"><sitemap><loc>SITE/two.xml.gz</loc></sitemap></sitemapindex>'
    site.paths["/one.xml"] = Answer(index.replace("SITE", site.address).encode())
    urls = '<urlset xmlns="x"><url><loc>SITE/c.pdf</loc></url><url><loc>SITE/news</loc></url></urlset>'
    site.paths["/two.xml.gz"] = Answer(gzip.compress(urls.replace("SITE", site.address).encode()))
    plan = "".join(
        f"[[source]]\n{kind} = 'SITE/{path}'\nmatch = '\\.pdf$'\n"
        for kind, path in (("page", "list"), ("feed", "feed"), ("sitemap", "one.xml"))
    )
    plan += '[[source]]\nurls = [{url = "SITE/d.pdf", title = "D", published = 2014-05-06}]'
    listed = collector.run(plan, dry_run=True)
    assert [each.outcome for each in listed] == [Outcome.LISTED] * 4
    assert not collector.folder.exists()
    assert [each.file for each in collector.run(plan)] == ["a.pdf", "b.pdf", "c.pdf", "d.pdf"]
    known = read_sources(collector.folder).by_file
    assert [known[name].title for name in sorted(known)] == ["The report of A", "B", "", "D"]
    assert known["b.pdf"].published == date(2016, 11, 2)
    assert known["d.pdf"].published == date(2014, 5, 6)


def test_only_hosts_that_were_named_are_asked_also_after_a_redirect(collector: Collector, site: Site) -> None:
    port = site.address.rsplit(":", 1)[1]
    site.paths["/a.md"] = Answer(status=302, headers={"Location": f"http://localhost:{port}/b.md"})
    site.paths["/b.md"] = Answer(LETTER)
    assert "does not name under hosts" in collector.refusal(ONE)
    assert site.asked_for("/b.md") == 0
    (named,) = collector.run('hosts = ["localhost"]\n' + ONE)
    assert (named.outcome, named.file) == (Outcome.NEW, "b.md")


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (Answer(status=404), "404"),
        (Answer(b""), "empty"),
        (Answer(b"\x89PNG\r\n\x1a\n" + b"\0" * 40), "picture"),
        (Answer(LETTER * 20_000), "larger than 1 MB"),
        (Answer(status=302, headers={"Location": "/a.md"}), "redirects"),
        (Answer(status=302, headers={"Location": "file:///etc/passwd"}), "not a web address"),
    ],
)
def test_what_cannot_be_taken_is_told_and_leaves_nothing(
    collector: Collector, site: Site, answer: Answer, told: str
) -> None:
    site.paths["/a.md"] = answer
    assert told in collector.refusal("largest_megabytes = 1\n" + ONE)
    assert not [path for path in collector.folder.iterdir() if not path.name.startswith(".")]


def test_robots_txt_is_kept_to(collector: Collector, site: Site) -> None:
    site.paths["/robots.txt"] = Answer(b"User-agent: *\nCrawl-delay: 7\nDisallow: /private\n")
    site.paths["/a.md"] = site.paths["/private/b.md"] = Answer(LETTER)
    plan = '[[source]]\nurls = ["SITE/a.md", "SITE/private/b.md"]'
    first, second = collector.run(plan)
    assert first.outcome is Outcome.NEW
    assert "robots.txt" in second.message
    assert site.asked_for("/private/b.md") == 0
    assert site.asked_for("/robots.txt") == 1
    assert 6.9 < collector.slept[0] <= 7


def test_where_robots_txt_cannot_be_had_nothing_is_fetched(collector: Collector, site: Site) -> None:
    site.paths["/robots.txt"] = Answer(status=503, headers={"Retry-After": "0"})
    site.paths["/a.md"] = Answer(LETTER)
    assert "robots.txt" in collector.refusal(ONE)
    assert site.asked_for("/a.md") == 0


def test_a_pause_is_made_between_two_requests(collector: Collector, site: Site) -> None:
    site.paths["/a.md"] = Answer(LETTER)
    collector.run("delay_seconds = 5\n" + ONE)
    assert len(collector.slept) == 1
    assert 4.9 < collector.slept[0] <= 5


def test_a_busy_server_is_asked_again_when_it_says(collector: Collector, site: Site) -> None:
    site.paths["/a.md"] = Answer(status=429, headers={"Retry-After": "30"})
    assert "429" in collector.refusal(ONE)
    assert site.asked_for("/a.md") == 3
    assert collector.slept == [30, 30]


def test_a_file_that_broke_off_is_gone_on_with(
    collector: Collector, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "_BLOCK_BYTES", 100)
    site.paths["/a.pdf"] = Answer(PDF, headers={"ETag": '"1"'}, cut=300)
    plan = '[[source]]\nurls = ["SITE/a.pdf"]'
    assert "broke off" in collector.refusal(plan)
    site.paths["/a.pdf"] = Answer(PDF, headers={"ETag": '"1"'})
    (again,) = collector.run(plan)
    assert again.outcome is Outcome.NEW
    assert site.asked[-1][1]["range"] == "bytes=300-"
    assert (collector.folder / "a.pdf").read_bytes() == PDF
    assert sorted(path.name for path in collector.folder.iterdir()) == [STATE_FILE, "a.pdf", SOURCES_FILE]


def test_a_file_that_changed_meanwhile_begins_anew(
    collector: Collector, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "_BLOCK_BYTES", 100)
    site.paths["/a.pdf"] = Answer(PDF, headers={"ETag": '"1"'}, cut=300)
    plan = '[[source]]\nurls = ["SITE/a.pdf"]'
    collector.run(plan)
    site.paths["/a.pdf"] = Answer(PDF + b"new", headers={"ETag": '"2"'})
    collector.run(plan)
    assert (collector.folder / "a.pdf").read_bytes() == PDF + b"new"


def test_two_files_of_one_name_are_kept_apart(collector: Collector, site: Site) -> None:
    site.paths["/2014/report.pdf"], site.paths["/2015/report.pdf"] = Answer(PDF), Answer(PDF + b"2")
    found = collector.run('[[source]]\nurls = ["SITE/2014/report.pdf", "SITE/2015/report.pdf"]')
    assert found[0].file == "report.pdf"
    assert found[1].file.startswith("report-")
    assert (collector.folder / found[1].file).read_bytes() == PDF + b"2"


@pytest.mark.parametrize("name", ["/..%2f..%2fetc", "/%00.pdf", "/.htaccess", "/" + "x" * 400, "/a b?c=/../d"])
def test_no_address_names_a_file_outside_the_folder(collector: Collector, site: Site, name: str) -> None:
    site.paths[name] = site.paths[name.replace(" ", "%20")] = Answer(PDF)
    for each in collector.run(f'[[source]]\nurls = ["SITE{name.replace(" ", "%20")}"]'):
        if each.outcome is Outcome.REFUSED:
            continue
        path = collector.folder / each.file
        assert path.resolve().parent == collector.folder.resolve()
        assert path.suffix == ".pdf"
        assert not path.name.startswith(".")


@pytest.mark.parametrize(
    "content",
    [
        b'<!DOCTYPE f [<!ENTITY a "b"><!ENTITY c "&a;&a;">]><feed><entry><title>&c;</title></entry></feed>',
        b'<!DOCTYPE f [<!ENTITY x SYSTEM "file:///etc/passwd">]><feed><entry><title>&x;</title></entry></feed>',
        b"<feed><entry><link href='javascript:alert(1)'/></entry></feed>",
        b"no xml at all",
        b"",
        b"\x1f\x8bnot packed",
    ],
)
def test_a_hostile_feed_gives_nothing_of_this_machine(content: bytes) -> None:
    found: list[Listed] = []
    with suppress(ListingUnreadable):
        found = read_listing(Kind.FEED, content, "https://a.example/feed")
    assert all("root:" not in each.title and each.url.startswith("https://a.example") for each in found)


@pytest.mark.parametrize(
    ("plan", "told"),
    [
        ("", r"no \[\[source\]\]"),
        ("[[source]]\nlicence = 'x'", "needs one of"),
        ("[[source]]\npage = 'ftp://a.example'", "is not an address"),
        ("[[source]]\npage = 'https://a.example'\nmatch = '('", "regular expression"),
        ("[[source]]\npage = 'https://a.example'\nlicense = 'x'", "'license'"),
        ("delay_seconds = -1\n[[source]]\nurls = []", "delay_seconds"),
        ("[[source", "cannot be read"),
    ],
)
def test_a_plan_that_cannot_be_used_says_where(tmp_path: Path, plan: str, told: str) -> None:
    file = tmp_path / "sources.toml"
    file.write_text(plan, encoding="utf-8")
    with pytest.raises(CorpusError, match=told) as refused:
        read_plan(file)
    assert refused.value.hint


def test_the_command_tells_what_became_of_each_address(
    tmp_path: Path, site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    site.paths["/a.md"] = Answer(LETTER)
    file = tmp_path / "sources.toml"
    file.write_text(
        f'delay_seconds = 0\n[[source]]\nurls = ["{site.address}/a.md", "{site.address}/b.md"]', encoding="utf-8"
    )
    assert main(["collect", str(file), "--to", str(tmp_path / "reports"), "--json"]) == 1
    rows = json.loads(capsys.readouterr().out)
    assert [row["outcome"] for row in rows] == ["new", "refused"]
    assert main(["collect", str(file), "--to", str(tmp_path / "reports")]) == 1
    assert "1 of 2 addresses" in capsys.readouterr().out


def test_a_folder_is_watched_once(tmp_path: Path, corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    reports, index = tmp_path / "reports", tmp_path / "index"
    reports.mkdir()
    (reports / "wrenfold-2013.md").write_bytes((corpus / "wrenfold-2013.md").read_bytes())
    main(["index", str(reports), "--index", str(index), "--model", "none"])
    (reports / "pellbrook-2015.md").write_bytes((corpus / "pellbrook-2015.md").read_bytes())
    capsys.readouterr()
    assert main(["watch", str(reports), "--index", str(index), "--once"]) == 0
    assert "2 reports" in capsys.readouterr().out
