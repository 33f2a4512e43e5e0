using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Maml.Tests.Support;

/// <summary>Tasks of random numbers, or of random class numbers where there are classes.</summary>
internal sealed class RandomTasks<T>(int shots, int queries, int inputs, int outputs, bool classes = false) : ITaskDistribution<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public string Description => $"random shots={shots} queries={queries} inputs={inputs} outputs={outputs} classes={classes}";

    public FewShotTask<T> Sample(ulong seed, long index)
    {
        RandomStream random = new(seed, "random task", index);
        return new(
            Numbers(random, [shots, inputs]), Targets(random, shots), Numbers(random, [queries, inputs]), Targets(random, queries));
    }

    public FewShotTask<T>[] First(int count, ulong seed = 5) => [.. Enumerable.Range(0, count).Select(index => Sample(seed, index))];

    private System.Numerics.Tensors.Tensor<T> Targets(RandomStream random, int examples)
    {
        if (!classes)
        {
            return Numbers(random, [examples, outputs]);
        }

        return Tensors.Wrap([.. Enumerable.Range(0, examples).Select(_ => T.CreateChecked((int)random.NextUniform(0, outputs)))], [examples]);
    }

    private static System.Numerics.Tensors.Tensor<T> Numbers(RandomStream random, Shape shape)
        => Tensors.Wrap([.. Enumerable.Range(0, shape.ElementCount).Select(_ => T.CreateChecked(random.NextUniform(-1.5, 1.5)))], shape);
}
