package io.plumbline.sync;

import java.util.Set;
import java.util.UUID;

/** Names scopes of rows that an account may pull now. Asked inside the pull's own database snapshot. */
public interface ScopeProvider {
    Set<String> scopes(UUID accountId);
}
