"""Square matrix products by OpenBLAS, called through its C interface. The cost of a call from Python, taken as that of a 1 x 1 product, is
subtracted."""
import ctypes
import ctypes.util
import sys

import numpy

import harness

ROW_MAJOR, NOT_TRANSPOSED = 101, 111
SIZES = (32, 40, 64, 128, 256, 512, 1024, 2048)
# A call of a few microseconds would drown in the cost of a Python call.
OPERATIONS_A_REPETITION = 2e8


def library():
    name = ctypes.util.find_library("openblas") or "libopenblas.so.0"
    try:
        return ctypes.CDLL(name)
    except OSError as error:
        sys.exit(f"OpenBLAS is not there ({error}); Debian: apt-get install libopenblas0-openmp.")


def product(kind, size):
    def prepare(threads):
        blas = library()
        blas.openblas_set_num_threads(threads)
        dtype, scalar, multiply = (
            (numpy.float32, ctypes.c_float, blas.cblas_sgemm) if kind == "f32" else (numpy.float64, ctypes.c_double, blas.cblas_dgemm))
        generator = numpy.random.default_rng(1)
        left, right = (generator.uniform(-0.5, 0.5, (size, size)).astype(dtype) for _ in range(2))
        result = numpy.zeros((size, size), dtype)
        pointers = [ctypes.c_void_p(array.ctypes.data) for array in (left, right, result)]
        one, zero = scalar(1), scalar(0)
        operations = 2.0 * size ** 3

        def call(rows):
            whole = ctypes.c_int(rows)
            arguments = (
                ctypes.c_int(ROW_MAJOR), ctypes.c_int(NOT_TRANSPOSED), ctypes.c_int(NOT_TRANSPOSED), whole, whole, whole,
                one, pointers[0], whole, pointers[1], whole, zero, pointers[2], whole)

            def work():
                multiply(*arguments)
                # The arrays live as long as the work does.
                return left, right, result

            return work

        calls = max(1, int(OPERATIONS_A_REPETITION / operations))
        return call(size), {"operations": operations, "calls": calls, "without": call(1)}

    return prepare


CASES = {f"gemm/{kind}_n{size}": product(kind, size) for kind in ("f32", "f64") for size in SIZES}

if __name__ == "__main__":
    harness.main(CASES)
