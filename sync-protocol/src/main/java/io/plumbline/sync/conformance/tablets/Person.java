package io.plumbline.sync.conformance.tablets;

/** Somebody with a tablet. */
record Person(String account, String signInName, String password) {
    @Override
    public String toString() {
        return signInName;
    }
}
