using System.Numerics.Tensors;

namespace AutogradMaml.Autograd.Tests.Variables;

public sealed class TensorsTests
{
    [Fact]
    public void Values_are_copied_row_by_row_however_the_tensor_lies_in_memory()
    {
        Tensor<float> whole = Tensors.Create([.. Enumerable.Range(0, 120).Select(static k => (float)k)], [4, 1, 5, 6]);
        Tensor<float> row = Tensors.Create([1f, 2f, 3f], [1, 3]);
        Tensor<float>[] tensors =
        [
            whole,
            Tensors.Create([7f], []),
            Tensors.Create<float>([], [3, 0]),
            row,
            whole.Slice(1..3, 0..1, 0..5, 0..6),
            whole.Slice(0..4, 0..1, 1..4, 2..5),
            whole.Slice(2..3, 0..1, 3..4, 1..6),
            Tensor.PermuteDimensions(whole, [3, 1, 0, 2]),
            Tensor.Broadcast<float>(row, [4, 3]),
        ];
        foreach (Tensor<float> tensor in tensors)
        {
            var copied = new float[tensor.FlattenedLength + 1];
            copied[^1] = -1;
            Tensors.CopyTo(tensor, copied);
            Assert.Equal([.. tensor, -1f], copied);
            Assert.Equal([.. tensor], Tensors.ToArray(tensor));
        }
    }

    [Fact]
    public void A_destination_that_is_too_short_is_refused()
    {
        Assert.Throws<ArgumentException>(() => Tensors.CopyTo(Tensors.Create([1f, 2f], [1, 2]), new float[1]));
    }
}
