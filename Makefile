# Ticket Desk: the one door. `make help` lists every target.
SHELL := /bin/bash
.DEFAULT_GOAL := help
# The pinned Node (an npm package, see package.json) comes first, so that every step runs on the
# runtime we ship; the machine's own Node only has to be able to run npm.
export PATH := $(CURDIR)/node_modules/.bin:$(PATH)

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 16

node_modules/.package-lock.json: package.json package-lock.json $(wildcard */package.json)
	npm ci --no-audit --no-fund
	@touch $@

install: node_modules/.package-lock.json ## install the pinned dependencies

.PHONY: help install
