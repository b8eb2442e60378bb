/**
 * Who is asking: accounts, roles, sign-in, access and refresh tokens. It knows that an account may have a place in the
 * organisation, but not what a unit or a staff member is; it must not know the tree, nor any feature above it.
 */
@NullMarked
package io.plumbline.identity;

import org.jspecify.annotations.NullMarked;
