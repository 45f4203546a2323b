#pragma once
#include <oneapi/dnnl/dnnl.h>
#include <oneapi/dnnl/dnnl_debug.h>
#if DNNL_VERSION_MAJOR != 2
#error "ganscope is written for oneDNN 2.x, as Debian 12's libdnnl-dev ships it"
#endif
