from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Locator, Page, expect

from tests.search_app.browser.conftest import NARROW_SCREEN, WIDE_SCREEN
from tests.search_app.browser.visiting import open_search, settle, visit

QUERY = "parents of children in custody"


def parameters_of(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def box(page: Page) -> Locator:
    return page.get_by_label("Search the archive")


def facet(page: Page, value: str) -> Locator:
    """The link that adds a value of a filter, such as "Area: Ostermoor"."""
    return page.locator(".pr-facets").get_by_role("link", name=f"Only {value},")


def total(page: Page) -> int:
    words = page.locator(".pr-summary h2").inner_text()
    found = re.match(r"([\d,]+|No) paragraph", words)
    assert found is not None
    return 0 if found[1] == "No" else int(found[1].replace(",", ""))


def test_the_first_page_says_what_it_is_and_what_it_holds(page: Page, samples: str) -> None:
    visit(page, samples)
    expect(page.get_by_role("heading", level=1, name="Precedent")).to_be_visible()
    expect(page.locator(".pr-start")).to_contain_text("3 reports on 3 areas")
    expect(page.locator(".pr-examples a")).to_have_count(3)


def test_every_example_on_the_first_page_finds_something_or_says_so(page: Page, samples: str) -> None:
    visit(page, samples)
    hrefs = page.locator(".pr-examples a").evaluate_all("links => links.map(link => link.href)")
    for href in hrefs:
        visit(page, href)
        expect(page.locator(".pr-summary, .pr-notice")).to_have_count(1)
        expect(page.locator(".pr-urgent")).to_have_count(0)


def test_enter_searches_and_each_hit_has_its_number_text_and_citation(page: Page, samples: str) -> None:
    visit(page, samples)
    box(page).fill(QUERY)
    box(page).press("Enter")
    hit = page.locator(".pr-hit").first
    expect(hit.locator(".pr-text")).not_to_be_empty()
    expect(hit.locator(".pr-cite")).to_contain_text("Invented sample report")
    expect(hit.locator(".pr-cite")).to_contain_text("sample report")
    assert parameters_of(page)["q"] == [QUERY]


def test_the_button_searches_as_well(page: Page, samples: str) -> None:
    visit(page, samples)
    box(page).fill(QUERY)
    page.get_by_role("button", name="Search", exact=True).click()
    expect(page.locator(".pr-hit").first).to_be_visible()


def test_the_button_searches_even_where_its_click_carries_the_address_from_before(page: Page, samples: str) -> None:
    visit(page, samples)
    box(page).fill(QUERY)
    box(page).blur()
    expect(page.locator(".pr-hit").first).to_be_visible()
    settle(page)
    page.evaluate("history.replaceState({}, '', '/')")
    page.get_by_role("button", name="Search", exact=True).click()
    page.wait_for_url("**q=parents**")
    settle(page)
    expect(box(page)).to_have_value(QUERY)
    expect(page.locator(".pr-hit").first).to_be_visible()


def test_the_stroke_key_goes_to_the_search_box(page: Page, samples: str) -> None:
    open_search(page, samples)
    page.locator(".pr-summary h2").click()
    page.keyboard.press("/")
    expect(box(page)).to_be_focused()


def test_the_keyboard_alone_searches_and_reaches_help_filters_order_and_hits(page: Page, samples: str) -> None:
    visit(page, samples)
    page.keyboard.press("/")
    page.keyboard.type(QUERY)
    page.keyboard.press("Enter")
    expect(page.locator(".pr-hit").first).to_be_visible()
    settle(page)
    page.keyboard.press("/")
    reached = []
    for _ in range(40):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.innerText ?? ''").strip().partition("\n")[0])
    wanted = ["Help: how to ask, filters, keys", "newest first", "Save this search", "Open in the report"]
    places = [next(place for place, words in enumerate(reached) if words.startswith(each)) for each in wanted]
    assert places == sorted(places)


def test_help_opens_by_the_keyboard(page: Page, samples: str) -> None:
    open_search(page, samples)
    page.locator(".pr-card summary").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".pr-card")).to_contain_text("to the search box")


def test_why_a_paragraph_is_read_as_it_is_is_shown_on_request(page: Page, samples: str) -> None:
    open_search(page, samples)
    hit = page.locator(".pr-hit").first
    expect(hit.locator(".pr-why li").first).not_to_be_visible()
    hit.get_by_text("Why this reading?").click()
    expect(hit.locator(".pr-why li").first).to_be_visible()
    expect(hit.locator(".pr-why")).to_contain_text("not the inspectorate’s judgement")


def test_words_found_and_the_nearest_sentence_are_marked_in_two_ways(page: Page, samples: str) -> None:
    open_search(page, samples)
    word, sentence = page.locator(".pr-hit mark").first, page.locator(".pr-hit .pr-meaning").first
    assert word.evaluate("mark => getComputedStyle(mark).fontWeight") >= "600"
    assert "dotted" in sentence.evaluate("span => getComputedStyle(span).textDecorationStyle")
    expect(page.locator(".pr-legend mark")).to_be_visible()
    expect(page.locator(".pr-legend .pr-meaning")).to_be_visible()


def test_searching_by_words_marks_no_meaning(page: Page, samples: str) -> None:
    open_search(page, samples)
    page.get_by_test_id("stMain").get_by_text("Words", exact=True).click()
    page.wait_for_url("**mode=keyword**")
    expect(page.locator(".pr-legend .pr-meaning")).to_have_count(0)
    expect(page.locator(".pr-hit .pr-meaning")).to_have_count(0)


def test_a_filter_narrows_to_the_number_that_it_announced(page: Page, samples: str) -> None:
    open_search(page, samples, "q=plans")
    before = total(page)
    announced = facet(page, "Area: Ostermoor").get_attribute("aria-label")
    facet(page, "Area: Ostermoor").click()
    expect(page.locator(".pr-chip")).to_have_text(["Area: Ostermoor ×"])
    settle(page)
    assert announced == f"Only Area: Ostermoor, {total(page)} paragraphs"
    assert total(page) < before
    assert set(page.locator(".pr-group h3").all_inner_texts()) == {"Ostermoor"}
    expect(page.locator(".pr-facets .pr-chosen")).to_contain_text(str(total(page)))


def test_other_values_of_a_filter_keep_their_counts_and_can_be_added(page: Page, samples: str) -> None:
    open_search(page, samples, "q=plans&area=Ostermoor")
    facet(page, "Area: Pellbrook").click()
    expect(page.locator(".pr-chip")).to_have_count(2)
    assert parameters_of(page)["area"] == ["Ostermoor", "Pellbrook"]


def test_a_chip_removes_its_filter_alone(page: Page, samples: str) -> None:
    open_search(page, samples, "q=parents&area=Ostermoor&year=2016")
    page.locator(".pr-chips").get_by_role("link", name="Remove the filter Area: Ostermoor").click()
    expect(page.locator(".pr-chip")).to_have_text(["Year: 2016 ×"])
    assert "area" not in parameters_of(page)


def test_the_lens_shows_only_paragraphs_that_read_that_way(page: Page, samples: str) -> None:
    open_search(page, samples)
    page.get_by_text(re.compile(r"^Shortfalls \d")).click()
    page.wait_for_url("**lens=shortfall**")
    settle(page)
    readings = page.locator(".pr-badge").all_text_contents()
    assert readings
    assert all("shortfall" in reading or "mixed" in reading for reading in readings)
    assert all("tool’s reading" in reading for reading in readings)


def test_the_next_page_goes_on_where_the_first_ended(page: Page, samples: str) -> None:
    open_search(page, samples)
    first = page.locator(".pr-hit").evaluate_all("hits => hits.map(hit => Number(hit.dataset.rank))")
    page.get_by_role("link", name="Next").click()
    page.wait_for_url("**page=2**")
    expect(page.locator('.pr-hit[data-rank="21"]')).to_be_visible()
    settle(page)
    second = page.locator(".pr-hit").evaluate_all("hits => hits.map(hit => Number(hit.dataset.rank))")
    assert sorted(first) == list(range(1, 21))
    assert min(second) == 21


def test_a_page_beyond_the_last_shows_the_last(page: Page, samples: str) -> None:
    open_search(page, samples, "q=parents&page=999")
    found = re.fullmatch(r"Page (\d+) of (\d+)", page.locator(".pr-pager span").nth(1).inner_text())
    assert found is not None
    assert found[1] == found[2]


def test_a_citation_that_fits_no_report_is_not_answered_with_how_to_choose_words(page: Page, samples: str) -> None:
    visit(page, f"{samples}/?q=dunmere-2013:2.3")
    expect(page.locator(".pr-notice")).to_contain_text("take back “Understood as citation”")
    expect(page.locator(".pr-notice")).not_to_contain_text("star")


def test_copying_puts_the_long_and_the_short_citation_on_the_clipboard(page: Page, samples: str) -> None:
    open_search(page, samples)
    hit = page.locator(".pr-hit").first
    hit.get_by_role("button", name=re.compile("^Copy the citation")).click()
    expect(hit.get_by_text("copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == hit.locator(".pr-cite").inner_text()
    hit.get_by_role("button", name=re.compile("^Copy the short citation")).click()
    expect(hit.get_by_text("copied")).to_have_count(2)
    short = page.evaluate("navigator.clipboard.readText()")
    assert short.startswith("(")
    assert short.endswith(")")


def test_a_quotation_is_copied_with_the_whole_paragraph(page: Page, samples: str) -> None:
    open_search(page, samples)
    hit = page.locator(".pr-hit").first
    hit.get_by_role("button", name=re.compile("^Copy the paragraph")).click()
    expect(hit.get_by_text("copied")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(f"“{hit.locator('.pr-text').text_content()}” (")


def test_the_address_of_a_search_restores_it_for_another_visitor(page: Page, another_page: Page, samples: str) -> None:
    parameters = "q=plans&mode=keyword&lens=good-practice&area=Pellbrook&area=Wrenfold&type=sqs"
    open_search(page, samples, parameters)
    open_search(another_page, samples, parameters)
    expect(box(another_page)).to_have_value("plans")
    chips = another_page.locator(".pr-chip").all_inner_texts()
    assert chips == [
        "Area: Pellbrook ×",
        "Area: Wrenfold ×",
        "Type of report: Short Quality Screening ×",
    ]
    texts = [each.locator(".pr-hit .pr-text").all_text_contents() for each in (page, another_page)]
    assert texts[0] == texts[1]


def test_going_back_in_the_browser_takes_the_last_step_back(page: Page, samples: str) -> None:
    open_search(page, samples, "q=plans")
    facet(page, "Area: Ostermoor").click()
    expect(page.locator(".pr-chip")).to_have_count(1)
    page.go_back()
    expect(page.locator(".pr-chip")).to_have_count(0)
    expect(page.locator(".pr-group").get_by_role("link", name="Pellbrook")).not_to_have_count(0)


def test_a_refused_query_is_explained_with_its_place(page: Page, samples: str) -> None:
    visit(page, f"{samples}/?q=parents+AND+(custody")
    refusal = page.get_by_role("alert")
    expect(refusal).to_contain_text("parenthesis")
    expect(refusal.locator(".pr-caret")).to_have_text("(")


def test_nothing_found_is_said_with_what_to_try(page: Page, samples: str) -> None:
    visit(page, f'{samples}/?q="zebra+crossing"')
    expect(page.locator(".pr-notice")).to_contain_text("Nothing in this archive matches.")
    expect(page.locator(".pr-notice")).to_contain_text("Try")


def test_what_a_link_asks_in_vain_is_said(page: Page, samples: str) -> None:
    open_search(page, samples, "q=parents&mode=magic&lens=rosy")
    expect(page.locator(".pr-note")).to_contain_text(["lens “rosy”", "mode “magic”"])


def test_the_banner_says_that_these_are_samples(page: Page, samples: str) -> None:
    visit(page, samples)
    expect(page.locator(".pr-banner")).to_contain_text("These are sample reports about invented areas.")
    expect(page.locator(".pr-banner")).to_contain_text("precedent index FOLDER")


def test_on_a_narrow_screen_nothing_runs_over_the_edge(page: Page, samples: str) -> None:
    page.set_viewport_size(NARROW_SCREEN)
    open_search(page, samples)
    overflow = page.get_by_test_id("stMain").evaluate("main => main.scrollWidth - main.clientWidth")
    assert overflow <= 0


def test_on_a_narrow_screen_a_filter_leaves_the_results_in_sight(page: Page, samples: str) -> None:
    page.set_viewport_size(NARROW_SCREEN)
    open_search(page, samples, "q=plans")
    page.get_by_test_id("stExpandSidebarButton").click()
    facet(page, "Area: Ostermoor").click()
    expect(page.locator(".pr-chip")).to_have_text(["Area: Ostermoor ×"])
    expect(page.get_by_test_id("stSidebar")).not_to_be_in_viewport()
    page.set_viewport_size(WIDE_SCREEN)
    expect(page.get_by_test_id("stSidebar")).to_be_in_viewport()


def test_another_order_is_in_the_address_and_goes_over_all_results(page: Page, samples: str) -> None:
    open_search(page, samples)
    page.get_by_role("navigation", name="Order of the results").get_by_role("link", name="oldest first").click()
    page.wait_for_url("**sort=oldest**")
    expect(page.locator(".pr-summary h2")).to_contain_text("oldest first")
    settle(page)
    assert page.locator(".pr-group h3").first.inner_text().startswith("Wrenfold")


def test_a_proportion_filter_is_set_in_the_sidebar_and_taken_back_by_its_chip(page: Page, samples: str) -> None:
    open_search(page, samples)
    before = total(page)
    least = page.get_by_test_id("stSidebar").get_by_role("spinbutton", name="At least, %")
    least.fill("75")
    least.press("Enter")
    chip = page.locator(".pr-chip", has_text="Proportion: at least 75%")
    expect(chip).to_have_count(1)
    settle(page)
    assert total(page) < before
    assert parameters_of(page)["share"] == [">=0.75"]
    chip.click()
    expect(chip).to_have_count(0)
    expect(least).to_have_value("")


def test_dates_in_the_address_stand_in_their_boxes(page: Page, samples: str) -> None:
    open_search(page, samples, "q=parents&from=2014-02-01")
    expect(page.locator(".pr-chip")).to_have_text(["From 1 February 2014 ×"])
    expect(page.get_by_test_id("stSidebar").get_by_test_id("stDateInput").first).to_contain_text("From")
    assert "Wrenfold" not in page.locator(".pr-group h3").all_inner_texts()


def place_in_sight(page: Page) -> tuple[str, int]:
    """The first hit in sight, and how far it stands from the top of the window."""
    found = page.evaluate(
        "() => { const hit = [...document.querySelectorAll('.pr-hit')]"
        ".find((each) => each.getBoundingClientRect().bottom > 70);"
        "return [hit.dataset.rank, Math.round(hit.getBoundingClientRect().top)]; }"
    )
    return found[0], found[1]


def expect_place(page: Page, rank: str, top: int) -> None:
    page.wait_for_function(
        "([rank, top]) => { const hit = document.querySelector(`.pr-hit[data-rank='${rank}']`);"
        "return hit && Math.abs(hit.getBoundingClientRect().top - top) < 5; }",
        arg=[rank, top],
    )


def test_going_back_to_a_list_finds_it_where_it_was_left(page: Page, samples: str) -> None:
    open_search(page, samples, "q=plans&sort=newest")
    opens = page.locator('.pr-hit[data-rank="12"]').get_by_role("link", name="Open in the report")
    opens.evaluate("link => link.scrollIntoView({ block: 'center' })")
    settle(page)
    rank, top = place_in_sight(page)
    opens.click()
    expect(page.locator(".pr-report")).to_be_visible()
    page.go_back()
    expect_place(page, rank, top)
    page.goto(f"{samples}/_stcore/health")  # as a file of its own would be
    page.go_back()
    expect_place(page, rank, top)


def test_the_results_are_downloaded_as_a_table_by_one_click(page: Page, samples: str) -> None:
    open_search(page, samples, "q=plans")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download these results as CSV").click()
    assert download.value.suggested_filename.startswith("plans-")
    assert len(download.value.path().read_text(encoding="utf-8-sig").splitlines()) > total(page) / 2


def test_a_text_that_is_too_long_for_a_query_goes_to_precedents_as_it_is(page: Page, samples: str) -> None:
    visit(page, samples)
    draft = "Plans were not reviewed in time, and parents were seldom told what was to follow. " * 30
    box(page).fill(draft)
    box(page).press("Enter")
    page.get_by_role("link", name="Find precedents for this text").click()
    expect(page.get_by_role("textbox", name="Your draft")).to_have_value(draft)


def test_the_navigation_shows_its_focus_and_stays_where_it_is_when_the_filters_come(page: Page, samples: str) -> None:
    visit(page, samples)
    link = page.get_by_test_id("stTopNavLink").nth(1)
    before = link.bounding_box(), page.get_by_test_id("stHeaderLogo").bounding_box()
    page.get_by_test_id("stTopNavLink").first.focus()
    page.keyboard.press("Tab")
    expect(link).to_be_focused()
    assert link.evaluate("link => getComputedStyle(link).outlineStyle") == "solid"
    open_search(page, samples, "q=plans")
    after = link.bounding_box(), page.get_by_test_id("stSidebarLogo").bounding_box()
    for one, other in zip(before, after, strict=True):
        assert one is not None
        assert other is not None
        assert abs(one["x"] - other["x"]) < 2


def test_a_lens_that_the_query_puts_on_is_the_one_chosen_and_can_be_taken_off(page: Page, samples: str) -> None:
    open_search(page, samples, "q=who+manages+risk+of+harm+well")
    lenses = page.get_by_role("radiogroup", name=re.compile("^Lens"))
    chosen = lenses.locator('[aria-checked="true"]')
    expect(chosen).to_have_text(re.compile("^Good practice"))
    all_of_them, praised = (int(re.sub(r"\D", "", each)) for each in lenses.get_by_role("radio").all_inner_texts()[:2])
    assert all_of_them > praised
    lenses.get_by_role("radio").first.click()
    expect(chosen).to_have_text(re.compile("^All"))
    expect(page.get_by_role("link", name=re.compile("Lens taken off: good practice"))).to_be_visible()
