package io.plumbline.ranking;

import io.plumbline.fieldwork.ProgrammeKind;
import io.plumbline.organisation.StoreKind;
import io.plumbline.organisation.UnitType;
import io.plumbline.platform.tenancy.CurrentOrganisation;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Update;

/** SQL of boards. */
@ApplicationScoped
class BoardQueries {
    private static final int LIST_LIMIT = 500;

    private static final String COLUMNS =
            "id, code, name, subject_type, unit_type, store_kind, programme_kind, minimum_sample, top_n, bottom_n";

    private final Jdbi jdbi;
    private final CurrentOrganisation organisation;
    private final JsonColumns json;

    @Inject
    BoardQueries(Jdbi jdbi, CurrentOrganisation organisation, JsonColumns json) {
        this.jdbi = jdbi;
        this.organisation = organisation;
        this.json = json;
    }

    List<Board> list() {
        return jdbi.withHandle(handle -> handle.createQuery("select " + COLUMNS
                        + " from boards where organisation_id = :organisation order by sort_order, code limit :limit")
                .bind("organisation", organisation.requireId())
                .bind("limit", LIST_LIMIT)
                .map((row, context) -> board(row))
                .list());
    }

    Optional<Board> find(UUID id) {
        return one("select " + COLUMNS + " from boards where organisation_id = :organisation and id = :id", id);
    }

    /** The board, locked so that its rankings are published one at a time. */
    Optional<Board> lock(UUID id) {
        return one(
                "select " + COLUMNS + " from boards where organisation_id = :organisation and id = :id for update", id);
    }

    void insert(Board board, int order) {
        jdbi.useHandle(handle -> bind(handle.createUpdate("""
                                insert into boards (organisation_id, id, code, name, subject_type, unit_type,
                                  store_kind,
                                  programme_kind, minimum_sample, top_n, bottom_n, sort_order)
                                values (:organisation, :id, :code, :name::jsonb, :subjectType, :unitType, :storeKind,
                                  :programmeKind, :minimumSample, :topN, :bottomN,
                                  :order)"""), board, order).execute());
    }

    void update(Board board, int order) {
        jdbi.useHandle(handle -> bind(handle.createUpdate("""
                                update boards set code = :code, name = :name::jsonb, subject_type = :subjectType,
                                  unit_type = :unitType, store_kind = :storeKind, programme_kind = :programmeKind,
                                  minimum_sample = :minimumSample, top_n = :topN, bottom_n = :bottomN,
                                    sort_order = :order,
                                  version = version + 1
                                where organisation_id = :organisation and id = :id"""), board, order).execute());
    }

    private Update bind(Update update, Board board, int order) {
        UnitType unitType = board.unitType();
        StoreKind storeKind = board.storeKind();
        return update.bind("organisation", organisation.requireId())
                .bind("id", board.id())
                .bind("code", board.code())
                .bind("name", board.name().toString())
                .bind("subjectType", board.subjectType().name())
                .bind("unitType", unitType == null ? null : unitType.name())
                .bind("storeKind", storeKind == null ? null : storeKind.name())
                .bind("programmeKind", board.programmeKind().name())
                .bind("minimumSample", board.minimumSample())
                .bind("topN", board.topN())
                .bind("bottomN", board.bottomN())
                .bind("order", order);
    }

    private Optional<Board> one(String sql, UUID id) {
        return jdbi.withHandle(handle -> handle.createQuery(sql)
                .bind("organisation", organisation.requireId())
                .bind("id", id)
                .map((row, context) -> board(row))
                .findOne());
    }

    private Board board(ResultSet row) throws SQLException {
        String unitType = row.getString("unit_type");
        String storeKind = row.getString("store_kind");
        return new Board(
                row.getObject("id", UUID.class),
                row.getString("code"),
                json.read(row.getString("name")),
                SubjectType.valueOf(row.getString("subject_type")),
                unitType == null ? null : UnitType.valueOf(unitType),
                storeKind == null ? null : StoreKind.valueOf(storeKind),
                ProgrammeKind.valueOf(row.getString("programme_kind")),
                row.getInt("minimum_sample"),
                row.getInt("top_n"),
                row.getInt("bottom_n"));
    }
}
