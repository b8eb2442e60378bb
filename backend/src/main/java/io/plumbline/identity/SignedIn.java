package io.plumbline.identity;

/** What a client holds while it is signed in. */
public record SignedIn(String accessToken, long expiresIn, String refreshToken, Me account) {
    @Override
    public String toString() {
        return "SignedIn[" + account.signInName() + "]";
    }
}
