"""Kinds of trouble, of systems and of remedies, by the words that people use for them: a small thesaurus of the field.

"No space left", "disk full" and "inode" have no word in common and mean the same; so each kind counts as one more term
of every text that names it. Law: a row holds what anybody in operations would file there, and is read from no label.
"""

from collections import Counter
from collections.abc import Iterator, Mapping

from bot.story.recall.terms import stem, words

SYSTEMS: Mapping[str, str] = {
    "kubernetes": (
        "kubernetes, k8s, pod, container, namespace, kubelet, helm, chart, node, cluster, cni, daemonset, "
        "statefulset, kubeconfig, crashloopbackoff, containercreating, notready, evicted, eviction, drain, cordon"
    ),
    "machines": (
        "machine, server, host, vm, virtual machine, runner, worker, instance, hardware, reboot, node, agent, "
        "hypervisor"
    ),
    "database": (
        "database, db, postgres, postgresql, mysql, mariadb, mongodb, sql, table, replica, replication, primary, "
        "query, transaction, index, record, row, deadlock"
    ),
    "storage": (
        "disk, volume, filesystem, file system, nfs, bucket, s3, object store, storage, inode, raid, partition, "
        "mount, drive"
    ),
    "queues": (
        "queue, consumer, broker, kafka, rabbitmq, topic, backlog, message, subscriber, worker, job, dead letter"
    ),
    "caches": "cache, redis, memcached, stale, eviction, warm up, cold cache, ttl, invalidate",
    "web pages": (
        "site, website, page, web, browser, homepage, docs, documentation, wiki, visitor, frontend, front end, "
        "javascript, asset"
    ),
    "the front door": (
        "proxy, ingress, load balancer, gateway, nginx, traefik, haproxy, envoy, redirect, header, route, "
        "endpoint, reverse proxy, waf"
    ),
    "content delivery": "cdn, content delivery, edge, point of presence, cloudflare, fastly, akamai",
    "mail": "mail, email, e mail, smtp, inbox, newsletter, spam, mailbox, sender",
    "signing in": (
        "login, log in, logs in, logged in, sign in, signed in, signs in, sso, single sign, password, session, "
        "authentication, authenticate, oauth, saml, ldap, identity, authenticator, account"
    ),
    "payments": (
        "payment, pay, paid, checkout, card, purchase, order, invoice, buy, shopper, shop, basket, bank, refund, "
        "billing, charged, transaction, customer"
    ),
    "builds": "build, ci, pipeline, jenkins, compile, artifact, test run, runner, workflow, merge",
    "packages": (
        "package, registry, npm, install, installer, installation, dependency, library, module, repository, "
        "mirror, image, download, binary"
    ),
    "the network": (
        "network, firewall, routing, packet, vpn, cable, uplink, bandwidth, bgp, switch, router, subnet, "
        "connection, connectivity, link"
    ),
    "names": "dns, resolve, resolver, name server, nameserver, name resolution, hostname, domain, zone file",
    "telephony": "phone, call, telephone, sip, hotline, ring, voice, sms",
    "mobile apps": "app, mobile, android, ios, iphone, phone, app store, push notification",
    "search": "search, index, indexer, elasticsearch, solr, ranking, query",
    "monitoring": "metric, graph, monitoring, alert, dashboard, log, prometheus, grafana, pager, health check, probe",
    "goods": "warehouse, parcel, label, printer, scanner, delivery, shipment, stock, till, barcode",
}
TROUBLES: Mapping[str, str] = {
    "a change": (
        "deploy, deployed, deployment, release, released, rollout, roll out, rolled out, rolling out, upgrade, "
        "new version, newest version, went live, go live, going live, migration, migrated, merged, change, config "
        "change, configuration change, switched over, replaced, exchanged, introduced, update, updated, "
        "maintenance"
    ),
    "full": (
        "disk full, full disk, disk is full, filled up, fills, full, no space, out of space, quota, inode, disk "
        "usage, space left, old files, leftover, retention, pile"
    ),
    "memory": "memory, oom, oomkilled, out of memory, heap, swap, leak, ram, killed",
    "starved": (
        "cpu, load average, saturated, saturation, starve, starved, starvation, exhausted, exhaustion, overload, "
        "overloaded, contention, resource, capacity, ran out, run out, no free, pool, limit, reserved, too "
        "little, too few, scale, scaled"
    ),
    "a flood": (
        "flood, crawler, ddos, spike, surge, hammer, stampede, storm, scraper, bot, bots, traffic, too many, "
        "popular, campaign, rush, peak"
    ),
    "a limit": "rate limit, throttle, throttled, 429, too many requests, quota, blocklist, banned, blocked, limit",
    "loss": (
        "delete, deleted, deletion, remove, removed, wipe, drop, dropped, overwritten, overwrite, purge, erase, "
        "gone, vanish, disappear, missing, lost, empty, blank, truncated"
    ),
    "the wrong target": (
        "by mistake, accidentally, accident, wrong cluster, wrong server, wrong environment, wrong database, "
        "pointed at, wrong account, wrong window, wrong target, typo, mixed up, instead of, production instead, "
        "test and production, by hand"
    ),
    "expiry": (
        "certificate, cert, tls, ssl, expired, expire, expiry, renew, renewal, renewed, lapse, contract, "
        "reminder, handshake, signature"
    ),
    "somebody outside": (
        "provider, vendor, third party, upstream, supplier, hosting, hosted, cloud, data centre, data center, "
        "carrier, status page, outage, region, content delivery, their side, partner, acquirer, bank"
    ),
    "power": "power, electricity, ups, generator, cooling, breaker, fire, rack",
    "rights": (
        "permission, forbidden, 403, denied, read only, may not, not allowed, access right, unauthorized, 401, "
        "write access, rights, policy, role"
    ),
    "exposure": (
        "secret, credential, leak, leaked, exposed, public, token, api key, key, readable, visible to, other "
        "customers, privacy, private, revoke, rotate, rotated"
    ),
    "stuck": (
        "stuck, backlog, lag, hang, hanging, hangs, pending, pile up, blocked, waiting, wait, does not start, "
        "never start, not start, deadlock, delayed, late, not processed, stopped processing, not move, frozen, "
        "stop"
    ),
    "crashing": (
        "crash, crashloop, exception, fatal, die, dies, panic, restart loop, killed, segfault, not come up, does "
        "not come up, keeps restarting, restart"
    ),
    "one bad item": (
        "one record, single record, malformed, poison, bad message, one message, one entry, single message, "
        "single, unexpected value, null, invalid, unparsable, cannot be parsed, unreadable, one order, one "
        "document, one file, leftovers, left over"
    ),
    "wrong data": (
        "corrupt, encoding, encoded, garbled, inconsistent, wrong value, decode, wrong price, format, marker, "
        "character, wrong number, mixed, rounding, migration script, script, double, twice, duplicate"
    ),
    "clocks": "clock, time zone, drift, leap, daylight, ntp, midnight, date, year",
    "addresses": (
        "ip address, ip addresses, subnet, address range, cidr, no ip, address pool, port, assigned, address block"
    ),
    "out of reach": (
        "down, unreachable, unavailable, offline, 502, 503, 504, gateway timeout, does not answer, not answer, "
        "not load, not reachable, cannot reach, no answer, not respond, dead, outage, no longer reachable"
    ),
    "errors": (
        "error, errors, 500, internal error, fatal, exception, fail, failing, failure, broken, error rate, 404, "
        "not found"
    ),
    "slow": "slow, slowly, latency, timeout, time out, timed out, response time, sluggish, seconds",
    "a job on the side": (
        "cron, scheduled, schedule, scheduler, clean up, cleanup, cleaner, nightly, batch, script, operator, "
        "automation, automatic, bot, background, job, controller"
    ),
    "versions apart": (
        "incompatible, mismatch, older version, old client, compatibility, version, not support, unsupported, "
        "architecture, x86, arm, newest, different version, protocol"
    ),
    "a setting": (
        "setting, configuration, config, configured, parameter, flag, feature flag, environment variable, option, "
        "default, template, misconfigured, value"
    ),
    "dominoes": (
        "retry, retries, restart, restarted, failover, cascade, thundering, reconnect, at once, same time, lock, "
        "leader, split"
    ),
}
REMEDIES: Mapping[str, str] = {
    "going back": (
        "rollback, roll back, rolled back, revert, reverted, back out, taken back, take back, took back, previous "
        "version, previous, old version, undo, put back, pin, pinned, downgrade, last known, went back, go back, "
        "switched off, disabled, back to"
    ),
    "restoring": (
        "restore, restored, backup, snapshot, recover, rebuild, rebuilt, undelete, recreate, recreated, copy, "
        "copied, replay, reinstate, republish, retrieved"
    ),
    "setting aside": (
        "set aside, skip, skipped, quarantine, removed from, moved aside, excluded, isolate, taken out, cleared, "
        "emptied"
    ),
    "making room": (
        "add capacity, scale up, scaled, raise, raised, increase, increased, enlarge, larger, more memory, more "
        "disk, freed, free up, cleaned, extra, more nodes"
    ),
    "waiting for others": (
        "provider fix, waited, wait for, status page, support ticket, supplier, second provider, switch provider, "
        "other provider, told customers, workaround"
    ),
    "starting anew": "restart, restarted, reboot, rebooted, redeploy, recreate, reset, drain, replaced",
}
KINDS: Mapping[str, str] = {**SYSTEMS, **TROUBLES, **REMEDIES}


def _by_first_stem() -> Mapping[str, tuple[tuple[tuple[str, ...], str], ...]]:
    """Every phrase as stems, under the first of them, with its kind; two spellings of one phrase are one."""
    found: dict[str, dict[tuple[tuple[str, ...], str], None]] = {}
    for kind, phrases in KINDS.items():
        for phrase in phrases.split(","):
            stems = tuple(stem(word) for word in words(phrase))
            found.setdefault(stems[0], {})[stems, kind] = None
    return {first: tuple(phrases) for first, phrases in found.items()}


_PHRASES = _by_first_stem()


def kinds(text: str) -> Counter[str]:
    """How often the text names each kind, the kinds in the order in which they are named."""
    return Counter(_named([stem(word) for word in words(text)]))


def _named(stems: list[str]) -> Iterator[str]:
    for place, first in enumerate(stems):
        for phrase, kind in _PHRASES.get(first, ()):
            if len(phrase) == 1 or tuple(stems[place : place + len(phrase)]) == phrase:
                yield kind
