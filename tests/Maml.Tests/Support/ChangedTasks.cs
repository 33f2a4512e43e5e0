using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Maml.Tests.Support;

/// <summary>A distribution with something wrong in one task.</summary>
internal sealed class ChangedTasks<T>(ITaskDistribution<T> tasks, long which, Func<FewShotTask<T>, FewShotTask<T>> change) : ITaskDistribution<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public string Description => tasks.Description;

    public FewShotTask<T> Sample(ulong seed, long index) => index == which ? change(tasks.Sample(seed, index)) : tasks.Sample(seed, index);

    /// <summary>A NaN among the support targets.</summary>
    public static FewShotTask<T> NotANumber(FewShotTask<T> task)
    {
        T[] targets = Tensors.ToArray(task.SupportTargets);
        targets[1] = T.NaN;
        return task with { SupportTargets = Tensors.Wrap(targets, Tensors.ShapeOf<T>(task.SupportTargets)) };
    }
}
