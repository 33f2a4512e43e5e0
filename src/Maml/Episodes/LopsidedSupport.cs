using System.Globalization;
using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Maml;

/// <summary>Support sets with more examples of some classes than of others.</summary>
public static class LopsidedSupport
{
    /// <summary>The same tasks with as many support examples of a class as a number says that is drawn for it: the numbers are given, and
    /// which class has which is drawn for each task.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="tasks">Tasks whose support set comes in rounds, as <see cref="ImageEpisodes{T}"/> has it: example k is of class k %
    /// ways, and its target is that number.</param>
    /// <param name="counts">The numbers, one for each class, from 1 to the number of rounds. The first so many examples of the class
    /// stay.</param>
    /// <param name="classesCountEqually">Whether the examples have weights, <see cref="EpisodeNames.SupportWeights"/>: one over the number
    /// of examples of the class, so that the inner loss is the mean over classes of each one's mean loss, (1 / N) sum_c (1 / n_c) sum_(i in
    /// c) l_i. Without them it is the mean over examples, in which a class counts by its number.</param>
    /// <remarks>The query set stays as it is. Examples keep their order, so a round holds the classes that have enough for it. What is
    /// drawn for single examples, as <see cref="AffineImages.Affine"/> does, is written before this; the order is shuffled behind
    /// it.</remarks>
    /// <exception cref="ArgumentException">The support set does not come in rounds of that many classes, or there are too few rounds, or
    /// the sets are lopsided already.</exception>
    public static ITaskDistribution<T> Lopsided<T>(
        this ITaskDistribution<T> tasks, IReadOnlyList<int> counts, bool classesCountEqually = false)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => new Decorator<T>(tasks, counts, classesCountEqually);

    private sealed class Decorator<T> : TaskDecorator<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly int[] _counts;
        private readonly bool _weighted;
        private readonly TaskLayout _inner;
        private readonly TaskLayout _layout;

        public Decorator(ITaskDistribution<T> tasks, IReadOnlyList<int> counts, bool weighted)
            : base(tasks)
        {
            ArgumentNullException.ThrowIfNull(counts);
            RequireOnce();
            (_counts, _weighted) = ([.. counts], weighted);
            _inner = tasks.LayoutOf(default);
            Require();
            int examples = _counts.Sum();
            List<(string Name, Shape Shape)> arrays = [.. _inner.Names.Zip(_inner.Shapes, (name, shape)
                => SupportArrays.Has(name) ? (name, shape.With(0, examples)) : (name, shape))];
            if (weighted)
            {
                arrays.Add((EpisodeNames.SupportWeights, [examples]));
            }

            _layout = new([.. arrays]);
        }

        public override string Description => string.Create(
            CultureInfo.InvariantCulture,
            $"{Tasks.Description} support of {string.Join('+', _counts)}{(_weighted ? ", classes count equally" : string.Empty)}");

        public override bool KeepsOrder => false;

        public override TaskLayout LayoutOf(TaskNumber task) => _layout;

        public override void Draw(TaskNumber task, TaskArrays<T> arrays)
        {
            TaskArrays<T> whole = arrays.Aside(_inner);
            Tasks.Draw(task, whole);
            Span<int> countOf = arrays.Numbers("lopsided counts", _counts.Length);
            _counts.CopyTo(countOf);
            arrays.Stream(task.Seed, "episode counts", task.Index).Shuffle(countOf);
            ReadOnlySpan<T> labels = whole[EpisodeNames.SupportTargets];
            for (int k = 0; k < labels.Length; k++)
            {
                if (labels[k] != T.CreateChecked(k % countOf.Length))
                {
                    throw new ArgumentException(
                        $"The support set of task {task.Index} of '{Tasks.Description}' does not come in rounds of {countOf.Length} " +
                            $"classes: example {k} has the label {labels[k].ToString(null, CultureInfo.InvariantCulture)}, expected " +
                            $"{k % countOf.Length}.");
                }
            }

            for (int k = 0; k < _inner.Count; k++)
            {
                string name = _inner.Names[k];
                ReadOnlySpan<T> from = whole[name];
                if (!SupportArrays.Has(name))
                {
                    from.CopyTo(arrays[name]);
                    continue;
                }

                Keep(from, arrays[name], labels.Length, countOf);
            }

            if (_weighted)
            {
                Weigh(arrays[EpisodeNames.SupportTargets], arrays[EpisodeNames.SupportWeights], countOf);
            }
        }

        private static void Keep(ReadOnlySpan<T> from, Span<T> to, int examples, ReadOnlySpan<int> countOf)
        {
            int length = from.Length / examples;
            int kept = 0;
            for (int k = 0; k < examples; k++)
            {
                if (k / countOf.Length < countOf[k % countOf.Length])
                {
                    from.Slice(k * length, length).CopyTo(to[(kept++ * length)..]);
                }
            }
        }

        private static void Weigh(ReadOnlySpan<T> labels, Span<T> weights, ReadOnlySpan<int> countOf)
        {
            for (int k = 0; k < labels.Length; k++)
            {
                weights[k] = T.One / T.CreateChecked(countOf[int.CreateTruncating(labels[k])]);
            }
        }

        private void Require()
        {
            int examples = SupportArrays.Examples(_inner, EpisodeNames.SupportTargets);
            bool fits = examples > 0 && _inner.Shapes[_inner.PlaceOf(EpisodeNames.SupportTargets)].Rank == 1
                && _counts.Length > 1 && examples % _counts.Length == 0
                && !(_weighted && _inner.Contains(EpisodeNames.SupportWeights));
            if (!fits)
            {
                throw new ArgumentException(
                    $"'{Tasks.Description}' has no support set in rounds of {_counts.Length} classes: " +
                        $"'{EpisodeNames.SupportTargets}' and all other arrays 'support.*' have one row for each example, " +
                        $"'{EpisodeNames.SupportWeights}' is not among them, and there are two classes or more; got {_inner}.");
            }

            int rounds = examples / _counts.Length;
            int wrong = Array.FindIndex(_counts, count => count < 1 || count > rounds);
            if (wrong >= 0)
            {
                throw new ArgumentException(
                    $"The number of support examples of a class is from 1 to {rounds}, as many as '{Tasks.Description}' has; got " +
                        $"{_counts[wrong]} at [{wrong}]: ask for more shots, or for fewer examples.");
            }
        }
    }
}
