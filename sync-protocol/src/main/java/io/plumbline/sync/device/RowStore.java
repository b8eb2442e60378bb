package io.plumbline.sync.device;

import com.fasterxml.jackson.databind.JsonNode;
import io.plumbline.sync.message.ScopeDigest;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** The server's rows on this device: who holds them, what pins them, and when they go. */
final class RowStore {
    private final Context context;

    RowStore(Context context) {
        this.context = context;
    }

    /** Takes a row as a pull or snapshot brings it. */
    void apply(Local local, String account, JsonNode row, long fill) {
        String entity = row.path("entity").asText();
        String id = row.path("id").asText();
        String member = StoredRow.member(account, row.path("scope").asText());
        Optional<StoredRow> known = local.findRow(entity, id);
        if (!row.path("op").asText().equals("upsert")) {
            known.ifPresent(stored -> local.put(stored.without(member)));
            return;
        }
        long generation = local.number("generation");
        long rev = row.path("rev").asLong();
        StoredRow next = known.filter(stored -> fill == 0 && context.rules.staysNewer(stored, rev, generation))
                .orElseGet(() -> new StoredRow(
                        entity,
                        id,
                        rev,
                        generation,
                        row.path("body"),
                        known.map(StoredRow::members).orElse(new java.util.TreeMap<>())));
        local.put(next.with(member, new StoredRow.Membership(rev, fill)));
        if (entity.equals("visit")) {
            brought(local, id);
        }
        if (entity.equals("receipt")) {
            receipt(local, row.path("body"));
        }
    }

    /** A receipt that changed after the push: a held operation was released, a parked one adopted. */
    private void receipt(Local local, JsonNode receipt) {
        if (!context.rules.isDurable(receipt)) {
            return;
        }
        context.receive(local, receipt.path("effectiveHlc"));
        local.findOperation(receipt.path("operation").asText())
                .ifPresent(entry -> local.put(entry.received(
                        receipt, context.schedule.serverNow(context.now()).orElse(entry.receivedAt()))));
    }

    /** All rows of the scope lose that membership. */
    void leave(Local local, String account, String scope) {
        drop(local, StoredRow.member(account, scope), membership -> true);
    }

    /** Rows of the scope that its refill did not bring lose that membership. */
    void replaced(Local local, Local.Fill fill) {
        drop(
                local,
                StoredRow.member(fill.account(), fill.scope()),
                membership -> context.rules.isReplaced(membership, fill.number()));
    }

    private static void drop(Local local, String member, Predicate<StoredRow.Membership> which) {
        for (StoredRow row : local.rows()) {
            StoredRow.Membership membership = row.members().get(member);
            if (membership != null && which.test(membership)) {
                local.put(row.without(member));
            }
        }
    }

    /** Only these scopes are the person's. */
    void keepOnly(Local local, String account, Collection<String> scopes) {
        for (StoredRow row : local.rows()) {
            StoredRow kept = row;
            for (String member : row.members().keySet()) {
                boolean theirs = member.startsWith(account + " ");
                if (theirs && !scopes.contains(member.substring(account.length() + 1))) {
                    kept = kept.without(member);
                }
            }
            if (kept.members().size() != row.members().size()) {
                local.put(kept);
            }
        }
    }

    /** The visit's row came after these receipts, so it shows what they are for. */
    private static void brought(Local local, String visit) {
        for (OutboxEntry entry : local.outbox()) {
            boolean waits = entry.overlay() && entry.state() == OutboxEntry.State.FINAL && !entry.brought();
            if (waits && entry.visit().equals(visit)) {
                local.put(entry.broughtBack());
            }
        }
    }

    /** Operations that the rows show leave the overlay. Of a row that is not here a page tells its own person alone. */
    void settle(Local local, String account, String horizon) {
        for (OutboxEntry entry : local.outbox()) {
            if (!entry.overlay()) {
                continue;
            }
            Optional<StoredRow> row = local.findRow("visit", entry.visit());
            boolean held = row.filter(each -> !each.members().isEmpty()).isPresent();
            boolean told = held || (isOf(entry, account) && (row.isEmpty() || isOver(local, account, entry, horizon)));
            if (told && context.rules.isCovered(entry, held, horizon)) {
                local.put(entry.covered());
            }
        }
    }

    /**
     * Receipts leave the scope with their visit. So whoever was away meanwhile must ask what became of an operation
     * that was held: no row will tell.
     */
    void askForHeld(Local local, String account) {
        Set<String> waiting = new HashSet<>();
        for (OutboxEntry entry : local.outbox()) {
            if (entry.held() && isOf(entry, account)) {
                waiting.add(entry.visit());
            }
        }
        if (waiting.isEmpty()) {
            return;
        }
        for (StoredRow row : local.rows()) {
            if (!row.members().isEmpty()) {
                waiting.remove(Folding.visitOf(row));
            }
        }
        for (OutboxEntry entry : local.outbox()) {
            if (entry.held() && isOf(entry, account) && waiting.contains(entry.visit())) {
                local.put(entry.toCheck());
            }
        }
    }

    private static boolean isOf(OutboxEntry entry, String account) {
        return entry.operation().path("actor").asText().equals(account);
    }

    /**
     * Whether nothing but what the horizon has passed pins a row that no scope holds. No page brings that row again, so
     * its operations leave the overlay with the row, all at once: before, the row would show less than was written.
     */
    private boolean isOver(Local local, String account, OutboxEntry of, String horizon) {
        String visit = of.visit();
        return local.edits().stream().noneMatch(edit -> edit.visit().equals(visit))
                && local.media().stream()
                        .allMatch(file -> file.done() || !file.visit().equals(visit))
                && local.outbox().stream()
                        .filter(entry -> entry.visit().equals(visit))
                        .allMatch(entry -> entry.state() == OutboxEntry.State.FINAL
                                && !entry.check()
                                && (!entry.overlay()
                                        || entry.parked()
                                        || (isOf(entry, account) && context.rules.isCovered(entry, false, horizon))));
    }

    /** The server holds what this device holds of the scope, so everything in effect is in the rows. */
    void equal(Local local, String account, String scope) {
        String member = StoredRow.member(account, scope);
        for (OutboxEntry entry : local.outbox()) {
            boolean here = local.findRow("visit", entry.visit())
                    .filter(row -> row.members().containsKey(member))
                    .isPresent();
            if (entry.overlay() && here && context.rules.isInEffect(entry)) {
                local.put(entry.covered());
            }
        }
    }

    /** Visits with work that has not safely arrived or is not yet shown by the rows. */
    static Set<String> visitsWithWork(Local local) {
        Set<String> visits = new HashSet<>();
        local.edits().forEach(edit -> visits.add(edit.visit()));
        for (OutboxEntry entry : local.outbox()) {
            // What is parked lies safe with the office; it needs this device no more.
            if (entry.state() != OutboxEntry.State.FINAL || entry.check() || (entry.overlay() && !entry.parked())) {
                visits.add(entry.visit());
            }
        }
        local.media().stream().filter(entry -> !entry.done()).forEach(entry -> visits.add(entry.visit()));
        return visits;
    }

    /** Rows of no scope go, unless work needs them; with a visit its assignment and its checklist stay. */
    void dropUnpinned(Local local) {
        Set<String> work = visitsWithWork(local);
        Set<String> checklists = new HashSet<>();
        for (StoredRow row : local.rows()) {
            String visit = Folding.visitOf(row);
            if (visit.isEmpty()) {
                continue;
            }
            if (context.rules.goes(row, context.rules.isPinned(visit, work))) {
                local.remove(row);
            } else {
                checklists.add(row.body().path("checklist").asText());
            }
        }
        for (StoredRow row : local.rows()) {
            boolean needed = row.entity().equals("checklist") && checklists.contains(row.id());
            if (Folding.visitOf(row).isEmpty() && context.rules.goes(row, needed)) {
                local.remove(row);
            }
        }
    }

    /** Acknowledged work and files leave when a server that was restored would not ask for them any more. */
    void evict(Local local) {
        Optional<Long> now = context.schedule.serverNow(context.now());
        if (now.isEmpty()) {
            return;
        }
        long keep = context.options.keep().toMillis();
        Set<String> stillNamed = new HashSet<>();
        for (OutboxEntry entry : local.outbox()) {
            boolean arrived =
                    entry.state() == OutboxEntry.State.FINAL && !entry.check() && (!entry.overlay() || entry.parked());
            if (arrived && !context.rules.isKept(entry.receivedAt(), now.get(), keep)) {
                local.remove(entry);
            } else {
                stillNamed.add(entry.id());
            }
        }
        for (MediaEntry entry : local.media()) {
            if (entry.done()
                    && !stillNamed.contains(entry.operation())
                    && !context.rules.isKept(entry.doneAt(), now.get(), keep)) {
                local.remove(entry);
            }
        }
    }

    /** What this device holds of a scope. */
    static ScopeDigest digest(Local local, String account, String scope) {
        String member = StoredRow.member(account, scope);
        ScopeDigest digest = ScopeDigest.EMPTY;
        for (StoredRow row : local.rows()) {
            StoredRow.Membership membership = row.members().get(member);
            if (membership != null) {
                digest = digest.with(row.entity(), row.id(), membership.rev());
            }
        }
        return digest;
    }
}
