package io.plumbline.organisation;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.statement.PreparedBatch;

/** Writes units and placements in sets. */
@ApplicationScoped
class UnitWrites {
    /** A new span of a placement. */
    record NewPlacement(UUID id, UUID unitId, UUID parentId, LocalDate from) {}

    /** A span that ends, or one that gets another parent. */
    record PlacementEnd(UUID id, LocalDate until) {}

    record PlacementCorrection(UUID id, UUID parentId) {}

    private final SetWrites writes;
    private final Clock clock;

    @Inject
    UnitWrites(SetWrites writes, Clock clock) {
        this.writes = writes;
        this.clock = clock;
    }

    void insert(List<UnitDetails> units) {
        OffsetDateTime now = OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC);
        String sql = """
                insert into units
                  (organisation_id, id, code, name, type, store_kind, address, latitude, longitude, created_at)
                values
                  (:organisation, :id, :code, :name, :type, :kind, :address, :latitude, :longitude, :now)
                """;
        writes.write(sql, units, (batch, unit) -> bind(batch, unit).bind("now", now));
    }

    void update(List<UnitDetails> units) {
        String sql = """
                update units
                set name = :name, store_kind = :kind, address = :address, latitude = :latitude, longitude = :longitude,
                    version = version + 1
                where organisation_id = :organisation and id = :id
                """;
        writes.write(sql, units, UnitWrites::bind);
    }

    void place(List<NewPlacement> placements) {
        String sql = """
                insert into unit_placements (organisation_id, id, unit_id, parent_id, from_on)
                values (:organisation, :id, :unit, :parent, :from)
                """;
        writes.write(sql, placements, (batch, placement) -> batch.bind("id", placement.id())
                .bind("unit", placement.unitId())
                .bind("parent", placement.parentId())
                .bind("from", placement.from()));
    }

    void end(List<PlacementEnd> ends) {
        String sql = "update unit_placements set until_on = :until where organisation_id = :organisation and id = :id";
        writes.write(sql, ends, (batch, end) -> batch.bind("id", end.id()).bind("until", end.until()));
    }

    void correct(List<PlacementCorrection> corrections) {
        String sql =
                "update unit_placements set parent_id = :parent where organisation_id = :organisation and id = :id";
        writes.write(sql, corrections, (batch, correction) -> batch.bind("id", correction.id())
                .bind("parent", correction.parentId()));
    }

    private static PreparedBatch bind(PreparedBatch batch, UnitDetails unit) {
        StoreKind kind = unit.storeKind();
        return batch.bind("id", unit.id())
                .bind("code", unit.code())
                .bind("name", unit.name())
                .bind("type", unit.type().name())
                .bind("kind", kind == null ? null : kind.name())
                .bind("address", unit.address())
                .bind("latitude", unit.latitude())
                .bind("longitude", unit.longitude());
    }
}
