package io.plumbline.identity;

import java.util.Optional;
import java.util.UUID;

/** For features that let somebody in by something else than a password. */
public interface SignIns {
    /** Signs the account in on the device, in the caller's transaction; empty for one that is disabled. */
    Optional<SignedIn> onDevice(UUID accountId, UUID deviceId);

    /** Throws {@code rate-limited} while the remote address has to wait after wrong attempts of any kind. */
    void requireMayTry(String remoteAddress);

    /** Counts a wrong attempt of the remote address. */
    void triedWrong(String remoteAddress);
}
