package io.plumbline.demo;

/** What is there is not the beginning of what is asked for; the message is one sentence for the operator. */
final class DemoRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private DemoRefusedException(String message) {
        super(message);
    }

    static DemoRefusedException otherPlan() {
        return new DemoRefusedException("The demo in this database was begun with another plumbline.demo.seed or"
                + " plumbline.demo.scale and is not complete: start with the values of then, or with"
                + " an empty database.");
    }
}
