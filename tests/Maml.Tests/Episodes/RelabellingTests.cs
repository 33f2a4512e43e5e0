using AutogradMaml.Autograd;
using AutogradMaml.Data;

namespace AutogradMaml.Maml.Tests.Episodes;

public class RelabellingTests
{
    private static readonly ImageEpisodes<double> Episodes = new(Glyphs.Create(5, 12), 3, 2, 4);

    [Fact]
    public void Labels_are_renamed_and_images_stay()
    {
        Parameters<double> before = Episodes.Sample(3, 8);
        Parameters<double> after = Episodes.Relabelled([2, 0, 1]).Sample(3, 8);
        Assert.Equal(Tensors.ToArray(before.SupportInputs), Tensors.ToArray(after.SupportInputs));
        Assert.Equal(Tensors.ToArray(before.QueryInputs), Tensors.ToArray(after.QueryInputs));
        Assert.Equal([2.0, 0, 1, 2, 0, 1], Tensors.ToArray(after.SupportTargets));
        Assert.Equal(Tensors.ToArray(before.QueryTargets).Select(static label => (label + 2) % 3), Tensors.ToArray(after.QueryTargets));
    }

    [Fact]
    public void What_is_no_order_of_the_labels_is_refused()
    {
        Refused("got [0, 2]", () => Episodes.Relabelled([0, 2]));
        Refused("got [1, 1, 0]", () => Episodes.Relabelled([1, 1, 0]));
        Refused("got []", () => Episodes.Relabelled([]));
        Refused("write it once", () => Episodes.Relabelled([0, 1, 2]).Relabelled([0, 1, 2]));
        Refused("has the target 2; an order of 2 labels", () => Episodes.Relabelled([1, 0]).Sample(1, 1));
        Refused("an order of 2 labels takes class numbers", () => new SinusoidTasks<double>(3, 3).Relabelled([1, 0]).Sample(1, 1));
    }

    private static void Refused(string fragment, Action action)
        => Assert.Contains(fragment, Assert.Throws<ArgumentException>(action).Message, StringComparison.Ordinal);
}
