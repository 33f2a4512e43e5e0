using System.Globalization;
using System.Numerics;
using AutogradMaml.Autograd;
using AutogradMaml.Data;

namespace AutogradMaml.Maml;

/// <summary>Support sets with changed copies of their images.</summary>
public static class AugmentedSupport
{
    /// <summary>The same tasks with copies of each support image behind it, each read through a small affine map that is drawn for it: of K
    /// shots K (1 + copies) are made, by which a learner adapts or takes class means. The query set stays as it is.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="tasks">Tasks whose inputs are images.</param>
    /// <param name="copies">How many copies of each support image; at least 1.</param>
    /// <param name="maps">From which maps.</param>
    /// <remarks>The set as it is comes first, then all of it once more for each copy, so that rounds of one image for each class stay
    /// rounds. Other arrays <c>support.*</c>, targets and weights, are repeated. Cost: a pass over the pixels of each copy; a learner has
    /// so many more support examples. The maps are keyed by the seed of the support set, the task's number, and the numbers of copy and
    /// image.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">There is no copy, or there are more than an array holds.</exception>
    /// <exception cref="ArgumentException">The inputs are no images, an array of the support set has not one row for each of them, or there
    /// are copies already, or the support set was shuffled before.</exception>
    public static ITaskDistribution<T> WithSupportCopies<T>(this ITaskDistribution<T> tasks, int copies, RandomAffine maps)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(copies, 1);
        ArgumentNullException.ThrowIfNull(maps);
        return new Decorator<T>(tasks, copies, maps);
    }

    private sealed class Decorator<T> : TaskDecorator<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly int _copies;
        private readonly RandomAffine _maps;
        private readonly TaskLayout _inner;
        private readonly TaskLayout _layout;

        public Decorator(ITaskDistribution<T> tasks, int copies, RandomAffine maps)
            : base(tasks)
        {
            RequireOnce();
            ImageArrays.RequireOrder(this);
            (_copies, _maps, _inner) = (copies, maps, tasks.LayoutOf(default));
            ImageArrays.Require(_inner, tasks);
            int images = SupportArrays.Examples(_inner, EpisodeNames.SupportInputs);
            if (images == 0)
            {
                throw new ArgumentException(
                    $"'{tasks.Description}' has no support set to copy: '{EpisodeNames.SupportInputs}' and all other arrays " +
                        $"'{SupportArrays.Prefix}*' have one row for each image, got {_inner}.");
            }

            if (copies > (int.MaxValue / images) - 1)
            {
                throw new ArgumentOutOfRangeException(
                    nameof(copies), $"{copies} copies of {images} images are more than an array holds: ask for fewer.");
            }

            _layout = new([.. _inner.Names.Zip(_inner.Shapes, (name, shape)
                => SupportArrays.Has(name) ? (name, shape.With(0, images * (1 + copies))) : (name, shape))]);
        }

        public override string Description
            => string.Create(CultureInfo.InvariantCulture, $"{Tasks.Description} with {_copies} support copies by affine {_maps}");

        public override bool KeepsOrder => false;

        public override TaskLayout LayoutOf(TaskNumber task) => _layout;

        public override void Draw(TaskNumber task, TaskArrays<T> arrays)
        {
            TaskArrays<T> before = arrays.Aside(_inner);
            Tasks.Draw(task, before);
            for (int k = 0; k < _inner.Count; k++)
            {
                string name = _inner.Names[k];
                ReadOnlySpan<T> from = before[name];
                Span<T> to = arrays[name];
                for (int start = 0; start < to.Length; start += from.Length)
                {
                    from.CopyTo(to[start..]);
                }
            }

            Shape shape = _inner.Shapes[_inner.PlaceOf(EpisodeNames.SupportInputs)];
            ReadOnlySpan<T> images = before[EpisodeNames.SupportInputs];
            Span<T> copies = arrays[EpisodeNames.SupportInputs][images.Length..];
            int length = images.Length / shape[0];
            for (int k = 0; k < _copies * shape[0]; k++)
            {
                RandomStream random = arrays.Stream(task.SupportSeed, "episode support copy", task.Index, k);
                _maps.Draw(random, shape[2], shape[3]).Apply(
                    images.Slice(k % shape[0] * length, length), shape[2], shape[3], copies.Slice(k * length, length));
            }
        }
    }
}
