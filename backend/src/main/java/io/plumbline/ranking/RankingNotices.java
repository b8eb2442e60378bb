package io.plumbline.ranking;

import com.fasterxml.jackson.databind.JsonNode;
import io.plumbline.identity.AccountRef;
import io.plumbline.identity.Accounts;
import io.plumbline.platform.tenancy.CurrentOrganisation;
import io.plumbline.platform.time.Ids;
import io.plumbline.ranking.rules.Difference;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.text.MessageFormat;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.ResourceBundle;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** Tells the people concerned what a new revision of a ranking changed for them (RNK-5). */
@ApplicationScoped
class RankingNotices {
    private static final int ROWS_PER_STATEMENT = 1000;
    private static final int SHOWN = 20;
    private static final String BUNDLE = "io.plumbline.ranking.notices";
    private static final List<String> BOUND = List.of("organisation", "id", "account", "kind", "body", "at");

    /** A notice as shown: what in both languages, and when. */
    record Notice(UUID id, String kind, JsonNode text, JsonNode body, Instant createdAt, boolean read) {}

    /** A row of notices as bound. */
    public record BoundNotice(
            UUID organisation,
            UUID id,
            UUID account,
            String kind,
            org.postgresql.util.PGobject body,
            OffsetDateTime at) {}

    private final Jdbi jdbi;
    private final CurrentOrganisation organisation;
    private final Accounts accounts;
    private final JsonColumns json;

    @Inject
    RankingNotices(Jdbi jdbi, CurrentOrganisation organisation, Accounts accounts, JsonColumns json) {
        this.jdbi = jdbi;
        this.organisation = organisation;
        this.accounts = accounts;
        this.json = json;
    }

    /** The accounts that look at these subjects of the board or are them. */
    List<AccountRef> concerned(Board board, Set<UUID> subjects) {
        if (subjects.isEmpty()) {
            return List.of();
        }
        return board.subjectType() == SubjectType.UNIT
                ? accounts.lookingAt(subjects, Set.of())
                : accounts.lookingAt(Set.of(), subjects);
    }

    void tell(Board board, RankingQueries.Header header, List<Difference> differences) {
        Map<UUID, Difference> bySubject =
                differences.stream().collect(Collectors.toMap(Difference::subject, difference -> difference));
        List<BoundNotice> notices = new ArrayList<>();
        for (AccountRef account : concerned(board, bySubject.keySet())) {
            UUID subject = board.subjectType() == SubjectType.UNIT ? account.unitId() : account.staffId();
            Difference difference = subject == null ? null : bySubject.get(subject);
            if (difference != null) {
                notices.add(new BoundNotice(
                        organisation.requireId(),
                        Ids.next(),
                        account.id(),
                        "RANKING_REVISED",
                        jsonb(body(board, header, difference)),
                        header.publishedAt().atOffset(ZoneOffset.UTC)));
            }
        }
        jdbi.useHandle(handle -> {
            for (int from = 0; from < notices.size(); from += ROWS_PER_STATEMENT) {
                handle.createUpdate("insert into notices (organisation_id, id, account_id, kind, body, created_at) "
                                + "values <rows>")
                        .bindMethodsList(
                                "rows",
                                notices.subList(from, Math.min(notices.size(), from + ROWS_PER_STATEMENT)),
                                BOUND)
                        .execute();
            }
        });
    }

    /** The latest notices of an account, newest first. */
    List<Notice> latest(UUID accountId) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select id, kind, body, created_at, read_at from notices
                        where organisation_id = :organisation and account_id = :account
                        order by created_at desc, id desc limit :limit""")
                .bind("organisation", organisation.requireId())
                .bind("account", accountId)
                .bind("limit", SHOWN)
                .map((row, context) -> {
                    JsonNode body = json.read(row.getString("body"));
                    return new Notice(
                            row.getObject("id", UUID.class),
                            row.getString("kind"),
                            body.path("text"),
                            body,
                            row.getObject("created_at", OffsetDateTime.class).toInstant(),
                            row.getObject("read_at") != null);
                })
                .list());
    }

    private Map<String, @Nullable Object> body(Board board, RankingQueries.Header header, Difference difference) {
        Map<String, String> text = new LinkedHashMap<>();
        text.put("zh-CN", text(Locale.SIMPLIFIED_CHINESE, "zh-CN", board, header, difference));
        text.put("en", text(Locale.ENGLISH, "en", board, header, difference));
        Map<String, @Nullable Object> body = new HashMap<>();
        body.put("board", board.id());
        body.put("month", header.month().toString());
        body.put("revision", header.revision());
        body.put("reason", header.reason());
        body.put("subject", difference.subject());
        body.put("before", RankingViews.Outcome.of(difference.before()));
        body.put("after", RankingViews.Outcome.of(difference.after()));
        body.put("text", text);
        return body;
    }

    private static String text(
            Locale locale, String language, Board board, RankingQueries.Header header, Difference difference) {
        ResourceBundle bundle = ResourceBundle.getBundle(
                BUNDLE, locale, ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
        String boardName =
                board.name().path(language).asText(board.name().path("zh-CN").asText());
        return new MessageFormat(bundle.getString("ranking.revised"), locale).format(new Object[] {
            boardName,
            header.month().toString(),
            header.revision(),
            difference.name(),
            outcome(bundle, difference.before()),
            outcome(bundle, difference.after()),
            Objects.toString(header.reason(), "")
        });
    }

    private static String outcome(ResourceBundle bundle, Difference.@Nullable Outcome outcome) {
        if (outcome == null) {
            return bundle.getString("ranking.absent");
        }
        String key = outcome.place() == null ? "ranking.unranked" : "ranking.placed";
        return MessageFormat.format(
                bundle.getString(key), Objects.toString(outcome.place(), ""), RankingViews.text(outcome.score()));
    }

    private org.postgresql.util.PGobject jsonb(Object value) {
        org.postgresql.util.PGobject column = new org.postgresql.util.PGobject();
        column.setType("jsonb");
        try {
            column.setValue(json.write(value));
        } catch (java.sql.SQLException impossible) {
            throw new IllegalStateException(impossible);
        }
        return column;
    }
}
