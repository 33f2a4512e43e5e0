using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Maml;

/// <summary>Named variables with the task axis in front as one array, [tasks, elements], and back.</summary>
internal static class FlatMembers
{
    /// <summary>All elements one behind the other.</summary>
    public static Variable<T> Of<T>(Variables<T> members)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Variable.Concatenate<T>(
            [.. members.Select(static entry => entry.Value.Reshape([entry.Value.Shape[0], LengthOf(entry.Value)]))], 1);

    /// <summary>The members again.</summary>
    /// <param name="flat">[tasks, elements].</param>
    /// <param name="like">Their names and shapes.</param>
    public static Variables<T> Like<T>(Variable<T> flat, Variables<T> like)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int start = 0;
        return like.Map(member =>
        {
            int length = LengthOf(member);
            Variable<T> part = flat.Slice(1, start, length).Reshape(member.Shape);
            start += length;
            return part;
        });
    }

    private static int LengthOf<T>(Variable<T> member)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => member.Shape.ElementCount / member.Shape[0];
}
