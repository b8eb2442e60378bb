/**
 * Takes operations from devices and gives them rows: push with a receipt for every operation, pull behind a cursor that
 * no late commit can slip past. It must not know any feature: features implement
 * {@link io.plumbline.sync.OperationHandler} and {@link io.plumbline.sync.ScopeProvider}, and publish what devices
 * should see through {@link io.plumbline.sync.SyncFeed}.
 */
@NullMarked
package io.plumbline.sync;

import org.jspecify.annotations.NullMarked;
