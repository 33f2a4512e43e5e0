"""PyTorch with a number of threads and a fixed seed."""
import torch


def with_threads(make):
    """A case for the harness from a function that makes the work."""
    def prepare(threads):
        torch.set_num_threads(threads)
        torch.manual_seed(1)
        return make()
    return prepare
