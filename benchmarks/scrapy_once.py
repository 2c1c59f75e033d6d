"""The rival: the same crawl by Scrapy, without storage and robots: `python -m benchmarks.scrapy_once '<json>'`."""

import json
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from typing import Any
from urllib.parse import urlsplit

import scrapy
from scrapy.crawler import CrawlerProcess

from benchmarks.crawl_once import cpu_seconds


class CouncilSpider(scrapy.Spider):
    """Takes title, h1, links and forms of every page, as our first reading does."""

    name = "councils"

    def __init__(self, seeds: list, pages: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.seeds, self.pages, self.read = seeds, pages, 0
        self.begun: Counter[str | None] = Counter()
        self.seen: dict[str, set[str]] = {}

    async def start(self) -> AsyncIterator[scrapy.Request]:
        """Begin with the home pages."""
        for _, url in self.seeds:
            self.begun[urlsplit(url).hostname] += 1
            yield scrapy.Request(url, meta={"proxy": self.settings["RIVAL_PROXY"]})

    def parse(self, response: Any) -> Iterator[scrapy.Request]:
        """Read a page and follow its links while the host's share lasts."""
        self.read += 1
        found = {
            "title": response.css("title::text").get(),
            "h1": response.css("h1::text").get(),
            "links": [("".join(a.css("::text").getall()), a.attrib.get("href")) for a in response.css("a")],
            "forms": [[i.attrib.get("name") for i in form.css("input")] for form in response.css("form")],
        }
        host = urlsplit(response.url).hostname or ""
        for _, href in found["links"]:
            if href and self.begun[host] < self.pages and not href.startswith("#"):
                request = response.follow(href.partition("#")[0], meta={"proxy": self.settings["RIVAL_PROXY"]})
                if request.url not in self._seen(host):
                    self._seen(host).add(request.url)
                    self.begun[host] += 1
                    yield request

    def _seen(self, host: str) -> set[str]:
        return self.seen.setdefault(host, {f"http://{host}/", f"https://{host}/"})


def main(said: dict) -> dict:
    """Crawl as said and return wall seconds, CPU seconds and pages."""
    process = CrawlerProcess(
        {
            "ROBOTSTXT_OBEY": False,
            "DOWNLOAD_DELAY": said["delay_s"],
            "RANDOMIZE_DOWNLOAD_DELAY": False,
            "CONCURRENT_REQUESTS": max(382, len(said["seeds"])),
            "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
            "LOG_ENABLED": False,
            "AUTOTHROTTLE_ENABLED": False,
            "TELNETCONSOLE_ENABLED": False,
            "RETRY_ENABLED": False,
            "RIVAL_PROXY": said["proxy"],
        }
    )
    crawler = process.create_crawler(CouncilSpider)
    process.crawl(crawler, seeds=said["seeds"], pages=said["pages"])
    begun = time.monotonic()
    process.start()
    spider = crawler.spider
    assert isinstance(spider, CouncilSpider)
    return {"wall_s": time.monotonic() - begun, "cpu_s": cpu_seconds(), "pages": spider.read}


if __name__ == "__main__":
    print(json.dumps(main(json.loads(sys.argv[1]))))
