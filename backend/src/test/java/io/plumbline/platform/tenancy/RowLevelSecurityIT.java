package io.plumbline.platform.tenancy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.platform.persistence.Transactions;
import io.plumbline.platform.testing.TestOrganisations;
import io.plumbline.platform.time.Ids;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;
import org.junit.jupiter.api.Test;

@QuarkusTest
class RowLevelSecurityIT {
    private static final String SETTING = "select current_setting('app.organisation_id', true)";

    @Inject
    Jdbi jdbi;

    @Inject
    EntityManager entities;

    @Inject
    Organisations organisations;

    @Inject
    Transactions transactions;

    @Inject
    TestOrganisations tests;

    @Test
    void showsNothingWhenTheFilterIsForgottenAndNoOrganisationIsChosen() {
        tests.create();
        assertThat(QuarkusTransaction.requiringNew().call(this::countProfiles)).isZero();
        assertThat(countProfiles()).isZero();
    }

    @Test
    void showsOneOrganisationWhenTheFilterIsForgotten() {
        UUID mine = tests.create();
        tests.create();
        assertThat(organisations.inTransaction(mine, this::countProfiles)).isEqualTo(1);
    }

    @Test
    void refusesRowsOfAnotherOrganisationWhenWritten() {
        UUID mine = tests.create();
        UUID other = tests.create();
        assertThatThrownBy(() -> organisations.inTransaction(
                        mine,
                        () -> execute(
                                "insert into units (organisation_id, id, code, name, type, created_at)"
                                        + " values (?, ?, 'x', 'x', 'COMPANY', now())",
                                other,
                                Ids.next())))
                .isInstanceOf(UnableToExecuteStatementException.class)
                .hasMessageContaining("row-level security");
    }

    @Test
    void runsHibernateAndJdbiOnTheSameConnectionInATransaction() {
        UUID mine = tests.create();
        organisations.inTransaction(mine, () -> {
            Object byHibernate =
                    entities.createNativeQuery("select pg_backend_pid()").getSingleResult();
            int byJdbi = jdbi.withHandle(handle -> handle.createQuery("select pg_backend_pid()")
                    .mapTo(Integer.class)
                    .one());
            assertThat(byHibernate).isEqualTo(byJdbi);
            assertThat(setting()).isEqualTo(mine.toString());
            return byJdbi;
        });
    }

    @Test
    void forgetsTheOrganisationWhenTheTransactionEnds() {
        UUID mine = tests.create();
        organisations.inTransaction(mine, this::setting);
        // The pool hands out the connection used last.
        for (int i = 0; i < 5; i++) {
            assertThat(QuarkusTransaction.requiringNew().call(this::setting)).isNullOrEmpty();
            assertThat(setting()).isNullOrEmpty();
        }
    }

    @Test
    void refusesToChangeTheOrganisationWhenATransactionIsOpen() {
        UUID mine = tests.create();
        UUID other = tests.create();
        assertThatThrownBy(
                        () -> organisations.inTransaction(mine, () -> organisations.call(other, this::countProfiles)))
                .hasMessage("Choose the organisation before the transaction begins");
    }

    @Test
    void suspendsAnOpenTransactionWhenAnotherOrganisationNeedsItsOwn() {
        UUID mine = tests.create();
        UUID other = tests.create();
        String inner = organisations.inTransaction(mine, () -> {
            String found = organisations.inTransaction(other, this::setting);
            assertThat(setting()).isEqualTo(mine.toString());
            return found;
        });
        assertThat(inner).isEqualTo(other.toString());
    }

    @Test
    void readsOneSnapshotAndWritesNothingWhenAsked() {
        UUID mine = tests.create();
        organisations.run(
                mine,
                () -> transactions.inSnapshot(() -> {
                    assertThat(text("show transaction_isolation")).isEqualTo("repeatable read");
                    assertThat(text("show transaction_read_only")).isEqualTo("on");
                    assertThat(setting()).isEqualTo(mine.toString());
                    return true;
                }));
    }

    @Test
    void readsOneSnapshotOnAConnectionNobodyUsedBefore() {
        UUID mine = tests.create();
        // One inside the other needs as many connections, more than the pool has made so far.
        assertThat(organisations.call(mine, () -> snapshots(24))).isEqualTo(24);
    }

    @Test
    void worksAsARoleThatOwnsNothing() {
        assertThat(text("select current_user")).isEqualTo("plumbline_app");
    }

    private int snapshots(int depth) {
        return depth == 0 ? 0 : transactions.inSnapshot(() -> 1 + snapshots(depth - 1));
    }

    private int countProfiles() {
        return jdbi.withHandle(handle -> handle.createQuery("select count(*) from organisation_profiles")
                .mapTo(Integer.class)
                .one());
    }

    private int execute(String statement, Object... arguments) {
        return jdbi.withHandle(handle -> handle.execute(statement, arguments));
    }

    private String setting() {
        return text(SETTING);
    }

    private String text(String query) {
        return jdbi.withHandle(
                handle -> handle.createQuery(query).mapTo(String.class).one());
    }
}
