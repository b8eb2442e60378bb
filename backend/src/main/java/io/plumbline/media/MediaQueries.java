package io.plumbline.media;

import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** SQL over uploads and verified files. */
final class MediaQueries {
    record Upload(UUID id, String sha256, long length, long received, UUID accountId, Instant expiresAt) {}

    private MediaQueries() {}

    static void insertUpload(Handle handle, UUID organisationId, Upload upload, String contentType, Instant now) {
        handle.createUpdate("""
                        insert into uploads
                          (organisation_id, id, sha256, content_type, length, account_id, created_at, expires_at)
                        values (:organisation, :id, :sha256, :type, :length, :account, :now, :expires)""")
                .bind("organisation", organisationId)
                .bind("id", upload.id())
                .bind("sha256", upload.sha256())
                .bind("type", contentType)
                .bind("length", upload.length())
                .bind("account", upload.accountId())
                .bind("now", now)
                .bind("expires", upload.expiresAt())
                .execute();
    }

    static Optional<Upload> findUpload(Handle handle, UUID organisationId, UUID id) {
        return handle.createQuery("""
                        select id, sha256, length, received, account_id, expires_at from uploads
                        where organisation_id = :organisation and id = :id""")
                .bind("organisation", organisationId)
                .bind("id", id)
                .map((row, context) -> new Upload(
                        row.getObject("id", UUID.class),
                        row.getString("sha256"),
                        row.getLong("length"),
                        row.getLong("received"),
                        row.getObject("account_id", UUID.class),
                        row.getTimestamp("expires_at").toInstant()))
                .findOne();
    }

    /** Advances the upload; false when another request did so meanwhile. */
    static boolean advance(Handle handle, UUID organisationId, UUID id, long from, long to, Instant expires) {
        return handle.createUpdate("""
                                update uploads set received = :to, expires_at = :expires
                                where organisation_id = :organisation and id = :id and received = :from""")
                        .bind("organisation", organisationId)
                        .bind("id", id)
                        .bind("from", from)
                        .bind("to", to)
                        .bind("expires", expires)
                        .execute()
                == 1;
    }

    static void deleteUpload(Handle handle, UUID organisationId, UUID id) {
        handle.createUpdate("delete from uploads where organisation_id = :organisation and id = :id")
                .bind("organisation", organisationId)
                .bind("id", id)
                .execute();
    }

    static List<UUID> deleteExpired(Handle handle, UUID organisationId, Instant now) {
        return handle.createQuery("""
                        delete from uploads where organisation_id = :organisation and expires_at < :now
                        returning id""")
                .bind("organisation", organisationId)
                .bind("now", now)
                .mapTo(UUID.class)
                .list();
    }

    static void insertBlob(
            Handle handle, UUID organisationId, String sha256, long size, String contentType, Instant now) {
        handle.createUpdate("""
                        insert into blobs (organisation_id, sha256, size, content_type, verified_at)
                        values (:organisation, :sha256, :size, :type, :now)
                        on conflict (organisation_id, sha256) do nothing""")
                .bind("organisation", organisationId)
                .bind("sha256", sha256)
                .bind("size", size)
                .bind("type", contentType)
                .bind("now", now)
                .execute();
    }

    static void insertUploader(Handle handle, UUID organisationId, String sha256, UUID accountId) {
        handle.createUpdate("""
                        insert into blob_uploaders (organisation_id, sha256, account_id)
                        values (:organisation, :sha256, :account)
                        on conflict (organisation_id, sha256, account_id) do nothing""")
                .bind("organisation", organisationId)
                .bind("sha256", sha256)
                .bind("account", accountId)
                .execute();
    }

    /**
     * Until the transaction ends. Files share 64 locks an organisation, because PostgreSQL has room for some thousand
     * locks in all; those who declare do not wait for each other, and take them in one order.
     */
    static void lockDeclarations(Handle handle, UUID organisationId, Collection<String> sha256) {
        handle.createQuery("""
                        select count(pg_advisory_xact_lock_shared(k.key))
                        from (select distinct hashtextextended(:organisation || (hashtext(s) & 63)::text, 1) as key
                              from unnest(:sha256) s order by key) k""")
                .bind("organisation", organisationId.toString())
                .bind("sha256", sha256.toArray(String[]::new))
                .mapTo(Long.class)
                .one();
    }

    /** Waits until nobody is under way who may have declared the file without seeing that it is here. */
    static void awaitDeclarations(Handle handle, UUID organisationId, String sha256) {
        handle.createQuery("""
                        select pg_advisory_lock(k.key)::text || pg_advisory_unlock(k.key)::text
                        from (select hashtextextended(:organisation || (hashtext(:sha256) & 63)::text, 1) as key) k""")
                .bind("organisation", organisationId.toString())
                .bind("sha256", sha256)
                .mapTo(String.class)
                .one();
    }

    static Set<String> verified(Handle handle, UUID organisationId, Collection<String> sha256) {
        return new HashSet<>(handle.createQuery(
                        "select sha256 from blobs where organisation_id = :organisation and sha256 = any(:sha256)")
                .bind("organisation", organisationId)
                .bind("sha256", sha256.toArray(String[]::new))
                .mapTo(String.class)
                .list());
    }

    static Set<String> uploadedBy(Handle handle, UUID organisationId, UUID accountId, Collection<String> sha256) {
        return new HashSet<>(handle.createQuery("""
                        select sha256 from blob_uploaders
                        where organisation_id = :organisation and account_id = :account and sha256 = any(:sha256)""")
                .bind("organisation", organisationId)
                .bind("account", accountId)
                .bind("sha256", sha256.toArray(String[]::new))
                .mapTo(String.class)
                .list());
    }
}
