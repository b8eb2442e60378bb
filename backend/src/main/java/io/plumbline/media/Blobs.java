package io.plumbline.media;

import io.plumbline.platform.tenancy.CurrentOrganisation;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.io.InputStream;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;

/** The verified files of the current organisation. Who may read one is for the caller to decide. */
@ApplicationScoped
public class Blobs {
    private final Jdbi jdbi;
    private final CurrentOrganisation organisation;
    private final BlobStore store;
    private final Instance<MediaClaims> claims;

    @Inject
    Blobs(Jdbi jdbi, CurrentOrganisation organisation, BlobStore store, Instance<MediaClaims> claims) {
        this.jdbi = jdbi;
        this.organisation = organisation;
        this.store = store;
        this.claims = claims;
    }

    /** Those of the files that are here and have their hash, with one statement at most. */
    @Transactional
    public Set<String> verified(Collection<String> sha256) {
        if (sha256.isEmpty()) {
            return Set.of();
        }
        return jdbi.withHandle(handle -> MediaQueries.verified(handle, organisation.requireId(), sha256));
    }

    /**
     * The same for somebody who declares the files in this transaction. Whoever tells of a file that arrives meanwhile
     * waits until this transaction has ended: else neither would see the other, and the file be missing for ever.
     */
    @Transactional(Transactional.TxType.MANDATORY)
    public Set<String> verifiedOfDeclared(Collection<String> sha256) {
        if (sha256.isEmpty()) {
            return Set.of();
        }
        jdbi.useHandle(handle -> MediaQueries.lockDeclarations(handle, organisation.requireId(), sha256));
        return verified(sha256);
    }

    /** Those of the verified files that the account uploaded or declared: what it may know to be here. */
    @Transactional
    public Set<String> presentFor(UUID accountId, Collection<String> sha256) {
        Set<String> present = new HashSet<>(verified(sha256));
        if (present.isEmpty()) {
            return present;
        }
        Set<String> known = jdbi.withHandle(
                handle -> MediaQueries.uploadedBy(handle, organisation.requireId(), accountId, present));
        for (MediaClaims claim : claims) {
            known.addAll(claim.declaredBy(accountId, present));
        }
        present.retainAll(known);
        return present;
    }

    /** The bytes of a verified file; the caller closes the stream. */
    public InputStream open(String sha256) {
        return store.open(organisation.requireId(), sha256);
    }
}
