namespace MatchGrid.Embedded;

/// <summary>A list through the deliveries themselves: no memory of its own, removal in one step.</summary>
internal struct DeliveryList
{
    private Delivery? _last;

    public readonly bool IsEmpty => First is null;

    public Delivery? First { get; private set; }

    /// <summary>Whether one of them counts as use of the activation.</summary>
    public readonly bool KeepsAlive
    {
        get
        {
            for (var delivery = First; delivery is not null; delivery = delivery.Next)
            {
                if (delivery.KeepsAlive)
                    return true;
            }
            return false;
        }
    }

    public void Add(Delivery delivery)
    {
        delivery.Previous = _last;
        delivery.Next = null;
        if (_last is null)
            First = delivery;
        else
            _last.Next = delivery;
        _last = delivery;
    }

    public void Remove(Delivery delivery)
    {
        if (delivery.Previous is null)
            First = delivery.Next;
        else
            delivery.Previous.Next = delivery.Next;
        if (delivery.Next is null)
            _last = delivery.Previous;
        else
            delivery.Next.Previous = delivery.Previous;
        delivery.Previous = null;
        delivery.Next = null;
    }

    public Delivery? TakeFirst()
    {
        var first = First;
        if (first is not null)
            Remove(first);
        return first;
    }
}
