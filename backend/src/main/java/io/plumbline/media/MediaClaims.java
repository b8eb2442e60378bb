package io.plumbline.media;

import java.util.Collection;
import java.util.Set;
import java.util.UUID;

/**
 * Asked of features: which of these files the account's own work declares, so that it may know whether they are there.
 */
public interface MediaClaims {
    Set<String> declaredBy(UUID accountId, Collection<String> sha256);
}
