"""The judgement: ITEM_PIPELINES in running order; plain classes, no Scrapy import."""
