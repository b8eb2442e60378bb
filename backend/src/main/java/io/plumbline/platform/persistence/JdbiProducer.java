package io.plumbline.platform.persistence;

import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import java.time.LocalDate;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.postgres.PostgresPlugin;

/**
 * Makes the one {@link Jdbi}. Its handles take the connection of the running JTA transaction, so use
 * {@code withHandle} and {@code useHandle} inside {@code @Transactional} methods and never {@code inTransaction}.
 */
@ApplicationScoped
class JdbiProducer {
    @Produces
    @ApplicationScoped
    Jdbi jdbi(AgroalDataSource dataSource) {
        return Jdbi.create(dataSource).installPlugin(new PostgresPlugin()).registerArrayType(LocalDate.class, "date");
    }
}
