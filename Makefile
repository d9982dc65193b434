# Ticket Desk: the one door. `make help` lists every target.
SHELL := /bin/bash
.DEFAULT_GOAL := help
# The pinned Node (an npm package, see package.json) comes first, so that every step runs on the
# runtime we ship; the machine's own Node only has to be able to run npm.
export PATH := $(CURDIR)/node_modules/.bin:$(PATH)

WORKSPACES := contract plugin-rpc server-sidecar webapp dev-host e2e build

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 16

# Not `npm ci`: it demands every platform's optional packages in the lock file, also those that a
# registry does not carry, and it empties node_modules first. Versions come from the lock file anyway.
node_modules/.package-lock.json: package-lock.json
	npm install --no-save --no-audit --no-fund
	@touch $@

install: node_modules/.package-lock.json ## install the pinned dependencies

manifest: install ## check plugin.json and write contract/src/manifest.ts from it
	@tsx build/src/manifest.ts

webapp: install manifest ## bundle the web app into webapp/dist
	@npm run --silent build -w webapp -- --stats errors-warnings

build: webapp ## build everything; the plugin for this machine lies unpacked in build/out
	@tsx build/src/stage.ts

dist: webapp ## make plugins, sidecars and images in dist (TARGETS="linux-amd64 ..." chooses)
	@tsx build/src/package.ts $(TARGETS)

dist-webapp: webapp ## make only the plugin without a server (SIDECAR_URL=... pins where its sidecar is)
	@tsx build/src/webapp-only.ts

image: install manifest ## make the sidecar's container image for this machine in dist
	@tsx build/src/standalone/package-sidecar.ts

check: install ## check types, format, lint and manifest
	@for workspace in $(WORKSPACES); do echo "tsc $$workspace"; tsc -p $$workspace || exit 1; done
	@biome ci .

test: build ## run every test
	@mkdir -p build/out/results
	jest --json --outputFile=build/out/results/jest.json

check-jail: build ## run the executable in a root that holds only glibc
	@tsx build/src/check-jail.ts

conformance: install ## run our plugin and our library under Mattermost's own plugin host (needs Go)
	@tsx build/src/conformance.ts $(ONLY)

bench: build ## measure: every workspace's bench folder
	@for file in $(wildcard */bench/*.bench.ts); do echo "== $$file"; tsx $$file || exit 1; done

replicas: build ## kill one of two replicas under fire (ALERTS=10000 TICKETS=1000 KILL_EVERY=4 seconds)
	@tsx e2e/replicas/main.ts

demo: build ## try it on a stand-in Mattermost (PORT=..., MODE=standalone: beside it, not in it)
	@exec node --import tsx dev-host/src/main.ts --stories --mode $(or $(MODE),plugin)

acceptance: install ## try a tarball on the Mattermost at MM_SERVICESETTINGS_SITEURL (MODE=standalone: and a sidecar)
	@MODE=$(or $(MODE),plugin) node --import tsx e2e/acceptance/main.ts $(TARBALL)

contracts: install ## ask the Mattermost at MM_SERVICESETTINGS_SITEURL what dev-host is asked (MM_ADMIN_TOKEN)
	@CONTRACTS_URL="$(MM_SERVICESETTINGS_SITEURL)" CONTRACTS_TOKEN="$(MM_ADMIN_TOKEN)" jest -w 1 e2e/contracts

deploy: ## upload dist's tarball (WEBAPP=1: the one without a server) to MM_SERVICESETTINGS_SITEURL
	@tsx build/src/deploy.ts

clean: ## remove what was built
	rm -rf dist build/out webapp/dist server-sidecar/dist dev-host/dist coverage

.PHONY: help install manifest webapp build dist dist-webapp image check test check-jail conformance bench replicas deploy clean
