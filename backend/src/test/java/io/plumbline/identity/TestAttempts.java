package io.plumbline.identity;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/** Counts wrong attempts against a remote address, for tests of other features. */
@ApplicationScoped
public class TestAttempts {
    @Inject
    FailureBuckets addresses;

    @Inject
    IdentityConfig config;

    /** Leaves the address one wrong attempt before it has to wait. */
    public void leaveOne(String address) {
        for (int i = 1; i < config.failuresPerAddress(); i++) {
            addresses.failed(address);
        }
    }
}
