/** The same where there are enterprise beans, which see the user by the server's own means. */
@NullMarked
package io.tidewire.it.app.caller.ejb;

import org.jspecify.annotations.NullMarked;
