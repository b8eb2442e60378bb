package io.plumbline.sync;

import io.plumbline.identity.Roles;
import io.plumbline.sync.DeviceSignatures.Nonce;
import io.plumbline.sync.DeviceSignatures.Signed;
import io.plumbline.sync.message.PushEnvelope;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.io.InputStream;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jspecify.annotations.Nullable;

/**
 * What devices speak, version 1. Any signed-in person may push: whoever lost a role since still hands over the work
 * done before.
 */
@Path("/api/sync/v1")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
class SyncResource {
    private final DeviceService devices;
    private final PushService push;
    private final PullService pull;
    private final ReceiptService receipts;
    private final Handlers handlers;
    private final Forks forks;
    private final DeviceSignatures signatures;
    private final PushGate pushes;
    private final PullGate pulls;

    @Inject
    SyncResource(
            DeviceService devices,
            PushService push,
            PullService pull,
            ReceiptService receipts,
            Handlers handlers,
            Forks forks,
            DeviceSignatures signatures,
            PushGate pushes,
            PullGate pulls) {
        this.devices = devices;
        this.push = push;
        this.pull = pull;
        this.receipts = receipts;
        this.handlers = handlers;
        this.forks = forks;
        this.signatures = signatures;
        this.pushes = pushes;
        this.pulls = pulls;
    }

    @POST
    @Path("/devices")
    @ResponseStatus(201)
    @RolesAllowed({Roles.INSPECTOR, Roles.INSTALLER})
    public DeviceMessages.Enrolled enrol(DeviceMessages.Enrolment enrolment) {
        return devices.enrol(PushBody.required(enrolment));
    }

    /** The device says that it is empty, as it was asked to be. */
    @POST
    @Path("/devices/{id}/wiped")
    @ResponseStatus(204)
    @RolesAllowed("**")
    public void wiped(@PathParam("id") UUID id) {
        devices.wiped(id);
    }

    @POST
    @Path("/session")
    @RolesAllowed({Roles.INSPECTOR, Roles.INSTALLER})
    @RequestBody(content = @Content(schema = @Schema(implementation = DeviceMessages.SessionRequest.class)))
    public DeviceMessages.Session session(
            @HeaderParam("Plumbline-Nonce") @Nullable String nonce,
            @HeaderParam("Plumbline-Signature") @Nullable String signature,
            byte[] body)
            throws IOException {
        DeviceMessages.SessionRequest request =
                PushBody.required(StoredJson.MAPPER.readValue(body, DeviceMessages.SessionRequest.class));
        UUID device = request.device();
        if (device != null) {
            signatures.require(device, new Signed(nonce, signature), body);
            return forks.tellApart(device, request.incarnation(), () -> devices.open(request));
        }
        return devices.open(request);
    }

    /** A number to sign, good once and for two minutes. */
    @POST
    @Path("/devices/nonce")
    @RolesAllowed({Roles.INSPECTOR, Roles.INSTALLER})
    public Nonce nonce() {
        return signatures.nonce();
    }

    @POST
    @Path("/push")
    @RolesAllowed("**")
    public PushMessages.Answer push(
            @HeaderParam("Content-Digest") @Nullable String contentDigest,
            @HeaderParam(HttpHeaders.CONTENT_ENCODING) @Nullable String contentEncoding,
            InputStream body) {
        byte[] bytes = PushBody.bytes(body, contentEncoding);
        PushBody.checkDigest(bytes, contentDigest);
        // Read before the gate, which a slow link must not hold; parsed behind it: a tree is many times its bytes.
        return pushes.through(() -> {
            PushEnvelope envelope = PushBody.envelope(bytes, handlers.knownKinds());
            return forks.tellApart(envelope.device(), envelope.incarnation(), () -> push.push(envelope));
        });
    }

    @POST
    @Path("/pull")
    @RolesAllowed({Roles.INSPECTOR, Roles.INSTALLER})
    public PullMessages.Answer pull(PullMessages.Request request) {
        PullMessages.Request asked = PushBody.required(request);
        return pulls.page(maxBytes -> pull.pull(asked, maxBytes));
    }

    @POST
    @Path("/operations/status")
    @RolesAllowed("**")
    public PushMessages.StatusAnswer status(PushMessages.StatusRequest request) {
        PushMessages.StatusRequest asked = PushBody.required(request);
        UUID device = asked.device();
        Integer incarnation = asked.incarnation();
        return device == null || incarnation == null
                ? receipts.status(asked)
                : forks.tellApart(device, incarnation, () -> receipts.status(asked));
    }
}
